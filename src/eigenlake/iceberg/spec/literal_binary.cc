// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/literal_binary.h"

#include <bit>
#include <cstring>

#include "eigenlake/base/assert.h"

namespace eigenlake::iceberg {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are copied in machine order");

template <typename T>
std::string bytes_of(T value) {
  std::string bytes(sizeof(T), '\0');
  std::memcpy(bytes.data(), &value, sizeof(T));
  return bytes;
}

template <typename T>
T number_of(std::string_view bytes) {
  T value;
  std::memcpy(&value, bytes.data(), sizeof(T));
  return value;
}

std::unexpected<Error> wrong_size(std::string_view bytes, const Type& type) {
  return fail(ErrorKind::kCorrupt, "a value of type {} cannot have {} bytes", type.to_string(), bytes.size());
}

template <typename Stored>
Result<Literal> read_number(std::string_view bytes, const Type& type) {
  if (bytes.size() != sizeof(Stored)) return wrong_size(bytes, type);
  return number_of<Stored>(bytes);
}

/// A number that may have been written by its narrower type before the column was widened.
template <typename Stored, typename Narrow>
Result<Literal> read_widened(std::string_view bytes, const Type& type) {
  if (bytes.size() == sizeof(Narrow)) return static_cast<Stored>(number_of<Narrow>(bytes));
  return read_number<Stored>(bytes, type);
}

/// Bytes of the prefix of at most `code_points_max` code points.
size_t prefix_bytes(std::string_view text, int code_points_max) {
  size_t position = 0;
  for (int count = 0; count < code_points_max && position < text.size(); ++count) {
    ++position;
    while (position < text.size() && (static_cast<unsigned char>(text[position]) & 0xc0u) == 0x80u)
      ++position;
  }
  return position;
}

uint32_t decode_code_point(std::string_view bytes) {
  const auto lead = static_cast<unsigned char>(bytes[0]);
  uint32_t value = bytes.size() == 1   ? lead
                   : bytes.size() == 2 ? lead & 0x1fu
                   : bytes.size() == 3 ? lead & 0x0fu
                                       : lead & 0x07u;
  for (const char byte : bytes.substr(1)) value = value << 6 | (static_cast<unsigned char>(byte) & 0x3fu);
  return value;
}

void append_code_point(std::string& out, uint32_t value) {
  constexpr uint32_t kLeads[] = {0x00, 0xc0, 0xe0, 0xf0};
  size_t tail = value < 0x80 ? 0 : value < 0x800 ? 1 : value < 0x10000 ? 2 : 3;
  out += static_cast<char>(kLeads[tail] | value >> 6 * tail);
  while (tail-- > 0) out += static_cast<char>(0x80 | (value >> 6 * tail & 0x3f));
}

}  // namespace

std::string literal_to_binary(const Literal& value, const Type& type) {
  EIGENLAKE_ASSERT(!is_null(value) && literal_fits(value, type));
  return std::visit(
      [](const auto& held) -> std::string {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::monostate>) {
          return {};
        } else if constexpr (std::is_same_v<Held, bool>) {
          return std::string(1, held ? '\1' : '\0');
        } else if constexpr (std::is_same_v<Held, std::string>) {
          return held;
        } else {
          return bytes_of(held);
        }
      },
      value);
}

Result<Literal> literal_from_binary(std::string_view bytes, const Type& type) {
  switch (type.kind) {
    case TypeKind::kBoolean:
      if (bytes.size() != 1) return wrong_size(bytes, type);
      return bytes[0] != 0;
    case TypeKind::kInt:
    case TypeKind::kDate:
      return read_number<int32_t>(bytes, type);
    case TypeKind::kLong:
      return read_widened<int64_t, int32_t>(bytes, type);
    case TypeKind::kTime:
    case TypeKind::kTimestamp:
    case TypeKind::kTimestamptz:
      return read_number<int64_t>(bytes, type);
    case TypeKind::kFloat:
      return read_number<float>(bytes, type);
    case TypeKind::kDouble:
      return read_widened<double, float>(bytes, type);
    case TypeKind::kUuid:
      if (bytes.size() != 16) return wrong_size(bytes, type);
      return std::string(bytes);
    case TypeKind::kStruct:
    case TypeKind::kList:
    case TypeKind::kMap:
      return fail(ErrorKind::kCorrupt, "{} is not a primitive type", type.to_string());
    default:
      return std::string(bytes);
  }
}

std::string truncate_string_lower(std::string_view text, int code_points_max) {
  return std::string(text.substr(0, prefix_bytes(text, code_points_max)));
}

std::optional<std::string> truncate_string_upper(std::string_view text, int code_points_max) {
  size_t size = prefix_bytes(text, code_points_max);
  if (size == text.size()) return std::string(text);
  while (size > 0) {
    size_t begin = size - 1;
    while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xc0u) == 0x80u) --begin;
    uint32_t next = decode_code_point(text.substr(begin, size - begin)) + 1;
    if (next >= 0xd800 && next <= 0xdfff) next = 0xe000;  // Surrogates are no characters.
    if (next <= 0x10ffff) {
      std::string bound(text.substr(0, begin));
      append_code_point(bound, next);
      return bound;
    }
    size = begin;
  }
  return std::nullopt;
}

}  // namespace eigenlake::iceberg
