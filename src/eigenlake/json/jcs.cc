// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/json/jcs.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

/// Shortest digits d1…dk and the exponent n of ECMA-262: value = 0.d1…dk · 10^n.
struct Decimal {
  char digits[24];
  int k = 0;
  int n = 0;
};

Decimal shortest_decimal(double magnitude) {
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof text, magnitude, std::chars_format::scientific);
  EIGENLAKE_ASSERT(error == std::errc());
  const char* exponent = std::find(text, end, 'e');
  Decimal decimal;
  for (const char* c = text; c != exponent; ++c)
    if (*c != '.') decimal.digits[decimal.k++] = *c;
  int value = 0;
  const char* begin = exponent + (exponent[1] == '+' ? 2 : 1);
  std::from_chars(begin, end, value);
  decimal.n = value + 1;
  return decimal;
}

void append_exponent(std::string& out, const Decimal& decimal) {
  const int exponent = decimal.n - 1;
  out += decimal.digits[0];
  if (decimal.k > 1) out.append(1, '.').append(decimal.digits + 1, decimal.k - 1);
  out.append(exponent < 0 ? "e-" : "e+").append(std::to_string(std::abs(exponent)));
}

/// Appends a \uXXXX escape in lower case, as RFC 8785 asks.
void append_control_escape(std::string& out, unsigned char c) {
  static constexpr char kHex[] = "0123456789abcdef";
  switch (c) {
    case '\b':
      out += "\\b";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\r':
      out += "\\r";
      return;
    default:
      out.append("\\u00").append(1, kHex[c >> 4]).append(1, kHex[c & 15]);
  }
}

/// Orders UTF-8 as its UTF-16 code units would be: as bytes, except that U+E000 … U+FFFF (first byte ee, ef)
/// come after everything beyond U+FFFF (first byte f0 …), whose surrogates are smaller.
bool utf16_less(std::string_view a, std::string_view b) {
  const auto [left, right] = std::ranges::mismatch(a, b);
  if (right == b.end()) return false;
  if (left == a.end()) return true;
  const auto rank = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0xee || byte == 0xef ? byte + 0x100 : int{byte};
  };
  return rank(*left) < rank(*right);
}

Result<void> append_object(std::string& out, const Json& value) {
  std::vector<Json::const_iterator> members;
  for (auto member = value.begin(); member != value.end(); ++member) members.push_back(member);
  std::ranges::sort(members, [](const auto& a, const auto& b) { return utf16_less(a.key(), b.key()); });
  out += '{';
  for (const auto& member : members) {
    if (out.back() != '{') out += ',';
    append_jcs_string(out, member.key());
    out += ':';
    EIGENLAKE_RETURN_IF_ERROR(append_jcs(out, member.value()));
  }
  out += '}';
  return {};
}

Result<void> append_array(std::string& out, const Json& value) {
  out += '[';
  for (size_t i = 0; i < value.size(); ++i) {
    if (i > 0) out += ',';
    EIGENLAKE_RETURN_IF_ERROR(append_jcs(out, value[i]));
  }
  out += ']';
  return {};
}

}  // namespace

void append_jcs_number(std::string& out, double value) {
  EIGENLAKE_ASSERT(std::isfinite(value));
  if (value == 0) {
    out += '0';
    return;
  }
  if (value < 0) out += '-';
  const Decimal decimal = shortest_decimal(std::abs(value));
  const auto [k, n] = std::pair(decimal.k, decimal.n);
  if (k <= n && n <= 21) {
    out.append(decimal.digits, k).append(n - k, '0');
  } else if (0 < n && n <= 21) {
    out.append(decimal.digits, n).append(1, '.').append(decimal.digits + n, k - n);
  } else if (-6 < n && n <= 0) {
    out.append("0.").append(-n, '0').append(decimal.digits, k);
  } else {
    append_exponent(out, decimal);
  }
}

void append_jcs_string(std::string& out, std::string_view text) {
  out += '"';
  size_t plain_begin = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, plain_begin, i - plain_begin);
    plain_begin = i + 1;
    if (c < 0x20)
      append_control_escape(out, c);
    else
      out.append(1, '\\').append(1, text[i]);
  }
  out.append(text, plain_begin).append(1, '"');
}

Result<void> append_jcs(std::string& out, const Json& value) {
  switch (value.type()) {
    case Json::value_t::object:
      return append_object(out, value);
    case Json::value_t::array:
      return append_array(out, value);
    case Json::value_t::string:
      append_jcs_string(out, value.get_ref<const std::string&>());
      return {};
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
      break;
    default:
      out += value.dump();
      return {};
  }
  const auto number = value.get<double>();
  if (!std::isfinite(number))
    return fail(ErrorKind::kInvalidInput, "a number of canonical JSON must be finite, got {}", number);
  append_jcs_number(out, number);
  return {};
}

Result<std::string> to_jcs(const Json& value) {
  std::string out;
  EIGENLAKE_RETURN_IF_ERROR(append_jcs(out, value));
  return out;
}

}  // namespace eigenlake
