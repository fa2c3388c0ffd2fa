// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/json/json_cursor.h"

#include <bit>
#include <charconv>
#include <cstring>
#include <optional>

#include "eigenlake/base/assert.h"
#include "eigenlake/json/json.h"
#include "eigenlake/json/simdjson.h"

namespace eigenlake {
namespace {

constexpr uint64_t kEachByte = 0x0101010101010101;
constexpr uint64_t kHighBits = 0x80 * kEachByte;

/// High bits mark the bytes that are zero; bytes above the lowest of them may be marked, too.
constexpr uint64_t zero_bytes(uint64_t bytes) {
  return (bytes - kEachByte) & ~bytes & kHighBits;
}

/// The first quote, backslash or control character, or the end.
const char* find_special(const char* text, const char* end) {
  for (; end - text >= static_cast<ptrdiff_t>(sizeof(uint64_t)); text += sizeof(uint64_t)) {
    uint64_t bytes = 0;
    std::memcpy(&bytes, text, sizeof(bytes));
    if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap64(bytes);
    const uint64_t controls = (bytes - 0x20 * kEachByte) & ~bytes & kHighBits;
    const uint64_t found =
        zero_bytes(bytes ^ ('"' * kEachByte)) | zero_bytes(bytes ^ ('\\' * kEachByte)) | controls;
    if (found != 0) return text + std::countr_zero(found) / 8;
  }
  const auto is_plain = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; };
  return std::find_if_not(text, end, is_plain);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The unit of UTF-16 that `\uXXXX` at the beginning of `text` means.
std::optional<uint16_t> code_unit(std::string_view text) {
  constexpr size_t kLength = 6;
  if (text.size() < kLength || !text.starts_with("\\u")) return std::nullopt;
  uint16_t unit = 0;
  const char* const end = text.data() + kLength;
  const auto [behind, error] = std::from_chars(text.data() + 2, end, unit, 16);
  if (error != std::errc() || behind != end) return std::nullopt;
  return unit;
}

/// Bytes of the escape at the beginning of `text`, one character outside of the basic plane being a pair; 0
/// where it is none.
size_t escape_length(std::string_view text) {
  constexpr std::string_view kEscaped = "\"\\/bfnrt";
  if (text.size() > 1 && kEscaped.contains(text[1])) return 2;
  const auto unit = code_unit(text);
  if (!unit) return 0;
  constexpr int kSurrogateBits = 10;
  constexpr uint16_t kHigh = 0xd800 >> kSurrogateBits;
  constexpr uint16_t kLow = 0xdc00 >> kSurrogateBits;
  if (*unit >> kSurrogateBits == kLow) return 0;
  if (*unit >> kSurrogateBits != kHigh) return 6;
  const auto second = code_unit(text.substr(6));
  return second && *second >> kSurrogateBits == kLow ? 12 : 0;
}

}  // namespace

bool JsonCursor::take_string(std::string_view& escaped) {
  if (!is_at('"')) return false;
  const char* const first = at_ + 1;
  for (const char* at = first;;) {
    at = find_special(at, end_);
    if (at == end_) return false;
    if (*at == '"') {
      escaped = std::string_view(first, at);
      at_ = at + 1;
      return true;
    }
    const size_t length = *at == '\\' ? escape_length(std::string_view(at, end_)) : 0;
    if (length == 0) return false;
    at += length;
  }
}

bool JsonCursor::take_integer(int64_t& integer) {
  skip_space();
  const auto [behind, error] = std::from_chars(at_, end_, integer);
  if (error != std::errc()) return false;
  const char* const first = *at_ == '-' ? at_ + 1 : at_;
  if (*first == '0' && behind != first + 1) return false;
  if (behind != end_ && (*behind == '.' || *behind == 'e' || *behind == 'E')) return false;
  at_ = behind;
  return true;
}

bool JsonCursor::take_word(std::string_view word) {
  skip_space();
  if (!std::string_view(at_, end_).starts_with(word)) return false;
  at_ += word.size();
  return true;
}

bool JsonCursor::take_digits() {
  const char* const first = at_;
  while (at_ != end_ && is_digit(*at_)) ++at_;
  return at_ != first;
}

bool JsonCursor::take_number() {
  const auto take_one_of = [this](std::string_view characters) {
    if (at_ == end_ || !characters.contains(*at_)) return false;
    ++at_;
    return true;
  };
  take_one_of("-");
  if (!take_one_of("0") && !take_digits()) return false;
  if (take_one_of(".") && !take_digits()) return false;
  if (!take_one_of("eE")) return true;
  take_one_of("+-");
  return take_digits();
}

Result<> JsonCursor::skip_value(int depth_max) {
  return skip_at_depth(0, depth_max);
}

Result<> JsonCursor::skip_at_depth(int depth, int depth_max) {
  if (depth > depth_max)
    return fail(ErrorKind::kCorrupt, "expected a JSON document, found one of more than {} levels", depth_max);
  std::string_view string;
  if (take_string(string)) return {};
  const auto skip_inner = [&] { return skip_at_depth(depth + 1, depth_max); };
  if (is_at('{')) return for_each_member(*this, [&](std::string_view) { return skip_inner(); });
  if (is_at('[')) return for_each_item(*this, skip_inner);
  const bool is_word = take_null() || take_word("true") || take_word("false");
  return is_word || take_number() ? Result<>() : malformed();
}

std::unexpected<Error> JsonCursor::malformed() const {
  return fail(ErrorKind::kCorrupt, "expected a JSON document, found something else at byte {}", at_ - begin_);
}

std::string unescaped_json(std::string_view escaped) {
  if (!escaped.contains('\\')) return std::string(escaped);
  const auto parsed = parse_json(fmt::format("\"{}\"", escaped));
  EIGENLAKE_ASSERT(parsed && parsed->is_string());
  return parsed->get<std::string>();
}

std::string minified_json(std::string_view json) {
  std::string result(json.size() + simdjson::SIMDJSON_PADDING, '\0');
  size_t size = 0;
  EIGENLAKE_ASSERT(simdjson::minify(json.data(), json.size(), result.data(), size) == simdjson::SUCCESS);
  result.resize(size);
  return result;
}

}  // namespace eigenlake
