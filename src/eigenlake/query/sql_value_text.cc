// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/sql_value_text.h"

#include <chrono>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/query/sql_quote.h"

namespace eigenlake {
namespace {

using duckdb::Type;

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

template <typename T>
T value_at(const void* data, uint64_t row) {
  return static_cast<const T*>(data)[row];
}

int64_t floor_divide(int64_t dividend, int64_t divisor) {
  const int64_t quotient = dividend / divisor;
  return quotient * divisor > dividend ? quotient - 1 : quotient;
}

__int128 to_int128(duckdb::HugeInt value) {
  return (static_cast<__int128>(value.upper) << 64) | static_cast<__int128>(value.lower);
}

template <typename T>
void append_formatted(T value, std::string& out) {
  fmt::format_to(std::back_inserter(out), "{}", value);
}

template <typename T>
void append_real(T value, int digits, std::string& out) {
  const size_t begin = out.size();
  if (digits < kDigitsMax) {
    fmt::format_to(std::back_inserter(out), "{:.{}g}", value, digits);
  } else {
    append_formatted(value, out);
  }
  if (std::isfinite(value) && out.find_first_of(".e", begin) == std::string::npos) out += ".0";
}

__int128 decimal_digits(Type internal, const void* data, uint64_t row) {
  switch (internal) {
    case Type::kSmallInt:
      return value_at<int16_t>(data, row);
    case Type::kInteger:
      return value_at<int32_t>(data, row);
    case Type::kBigInt:
      return value_at<int64_t>(data, row);
    default:
      return to_int128(value_at<duckdb::HugeInt>(data, row));
  }
}

void append_decimal(const SqlType& type, const void* data, uint64_t row, std::string& out) {
  const __int128 value = decimal_digits(type.internal_id, data, row);
  const auto magnitude =
      value < 0 ? -static_cast<unsigned __int128>(value) : static_cast<unsigned __int128>(value);
  std::string digits = fmt::format("{}", magnitude);
  const auto scale = static_cast<size_t>(type.scale);
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  if (scale > 0) digits.insert(digits.size() - scale, 1, '.');
  if (value < 0) out += '-';
  out += digits;
}

template <typename T>
bool append_value_at(const void* data, uint64_t row, std::string& out) {
  append_formatted(+value_at<T>(data, row), out);  // The sign makes numbers of bytes.
  return true;
}

bool append_integer(Type id, const void* data, uint64_t row, std::string& out) {
  switch (id) {
    case Type::kTinyInt:
      return append_value_at<int8_t>(data, row, out);
    case Type::kSmallInt:
      return append_value_at<int16_t>(data, row, out);
    case Type::kInteger:
      return append_value_at<int32_t>(data, row, out);
    case Type::kBigInt:
      return append_value_at<int64_t>(data, row, out);
    case Type::kUTinyInt:
      return append_value_at<uint8_t>(data, row, out);
    case Type::kUSmallInt:
      return append_value_at<uint16_t>(data, row, out);
    case Type::kUInteger:
      return append_value_at<uint32_t>(data, row, out);
    case Type::kUBigInt:
      return append_value_at<uint64_t>(data, row, out);
    case Type::kHugeInt:
      append_formatted(to_int128(value_at<duckdb::HugeInt>(data, row)), out);
      return true;
    case Type::kUHugeInt:
      append_formatted(static_cast<unsigned __int128>(to_int128(value_at<duckdb::HugeInt>(data, row))), out);
      return true;
    default:
      return false;
  }
}

}  // namespace

void append_double(double value, std::string& out) {
  append_real(value, kDigitsMax, out);
}

void append_date(int32_t days_since_1970, std::string& out) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days_since_1970}}};
  fmt::format_to(std::back_inserter(out), "{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

void append_time_of_day(int64_t micros, std::string& out) {
  const int64_t seconds = micros / kMicrosPerSecond;
  fmt::format_to(std::back_inserter(out), "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60,
                 seconds % 60);
  const int64_t fraction = micros % kMicrosPerSecond;
  if (fraction == 0) return;
  fmt::format_to(std::back_inserter(out), ".{:06}", fraction);
  while (out.back() == '0') out.pop_back();
}

void append_timestamp(int64_t micros_since_1970, std::string& out) {
  const int64_t days = floor_divide(micros_since_1970, kMicrosPerDay);
  append_date(static_cast<int32_t>(days), out);
  out += ' ';
  append_time_of_day(micros_since_1970 - days * kMicrosPerDay, out);
}

std::string_view text_at(const void* data, uint64_t row) {
  return static_cast<const duckdb::StringValue*>(data)[row].view();
}

void append_number(const SqlType& type, const void* data, uint64_t row, int digits, std::string& out) {
  if (append_integer(type.id, data, row, out)) return;
  switch (type.id) {
    case Type::kBoolean:
      out += value_at<bool>(data, row) ? "true" : "false";
      return;
    case Type::kFloat:
      return append_real(value_at<float>(data, row), digits, out);
    case Type::kDouble:
      return append_real(value_at<double>(data, row), digits, out);
    case Type::kDecimal:
      return append_decimal(type, data, row, out);
    default:
      EIGENLAKE_ASSERT(false);
  }
}

std::string_view json_name_of(const SqlType& type, const void* data, uint64_t row) {
  const double value = type.id == Type::kDouble  ? value_at<double>(data, row)
                       : type.id == Type::kFloat ? value_at<float>(data, row)
                                                 : 0.0;
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0.0 ? "Infinity" : "-Infinity";
  return "";
}

std::string time_text(int64_t micros_since_1970) {
  std::string text;
  append_timestamp(micros_since_1970, text);
  return text + "+00";
}

void append_csv_field(std::string_view text, std::string& out) {
  const bool is_plain = !text.empty() && text.find_first_of(",\"\n\r") == std::string_view::npos;
  if (is_plain)
    out += text;
  else
    out += quoted(text, '"');
}

}  // namespace eigenlake
