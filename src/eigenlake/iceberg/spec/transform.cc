// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/transform.h"

#include <bit>
#include <chrono>
#include <cstring>
#include <limits>

#include "eigenlake/base/assert.h"
#include "eigenlake/iceberg/spec/literal_binary.h"

namespace eigenlake::iceberg {
namespace {

using Kind = Transform::Kind;
using Op = Predicate::Op;

__extension__ using Int128 = __int128;

constexpr int64_t kMicrosPerHour = 3'600'000'000;

int64_t floor_divide(int64_t a, int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

/// Without the leading bytes that only repeat the sign.
std::string_view shortest_twos_complement(std::string_view bytes) {
  const auto at = [&](size_t i) { return static_cast<unsigned char>(bytes[i]); };
  while (bytes.size() > 1 &&
         ((at(0) == 0x00 && (at(1) & 0x80u) == 0) || (at(0) == 0xff && (at(1) & 0x80u) != 0)))
    bytes.remove_prefix(1);
  return bytes;
}

std::string eight_bytes_of(int64_t value) {
  return literal_to_binary(value, Type::int64());
}

/// Requires: at most 16 bytes, which hold every decimal of 38 digits.
Int128 unscaled_of(std::string_view bytes) {
  Int128 value = !bytes.empty() && (static_cast<unsigned char>(bytes[0]) & 0x80u) != 0 ? -1 : 0;
  for (const char byte : bytes) value = value * 256 + static_cast<unsigned char>(byte);
  return value;
}

std::string bytes_of_unscaled(Int128 value) {
  std::string bytes(16, '\0');
  for (size_t i = 16; i-- > 0; value >>= 8) bytes[i] = static_cast<char>(value & 0xff);
  return std::string(shortest_twos_complement(bytes));
}

/// v − (v mod W) with the remainder never negative; wraps at the end of the range as in Java.
template <typename Int>
Int truncate_number(Int value, int64_t width) {
  const int64_t remainder = (value % width + width) % width;
  using Unsigned = std::make_unsigned_t<Int>;
  return static_cast<Int>(static_cast<Unsigned>(value) - static_cast<Unsigned>(remainder));
}

Literal truncate_value(const Literal& value, int width, const Type& source) {
  switch (source.kind) {
    case TypeKind::kInt:
      return truncate_number(std::get<int32_t>(value), width);
    case TypeKind::kLong:
      return truncate_number(std::get<int64_t>(value), width);
    case TypeKind::kString:
      return truncate_string_lower(std::get<std::string>(value), width);
    case TypeKind::kDecimal: {
      const Int128 unscaled = unscaled_of(std::get<std::string>(value));
      return bytes_of_unscaled(unscaled - (unscaled % width + width) % width);
    }
    default:
      return std::get<std::string>(value).substr(0, static_cast<size_t>(width));
  }
}

int32_t days_of(const Literal& value, const Type& source) {
  if (source.kind == TypeKind::kDate) return std::get<int32_t>(value);
  return static_cast<int32_t>(floor_divide(std::get<int64_t>(value), kMicrosPerDay));
}

int32_t months_of(int32_t days) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  return (static_cast<int>(date.year()) - 1970) * 12 + static_cast<int>(static_cast<unsigned>(date.month())) -
         1;
}

int32_t time_value(Kind kind, const Literal& value, const Type& source) {
  switch (kind) {
    case Kind::kYear:
      return static_cast<int32_t>(floor_divide(months_of(days_of(value, source)), 12));
    case Kind::kMonth:
      return months_of(days_of(value, source));
    case Kind::kHour:
      return static_cast<int32_t>(floor_divide(std::get<int64_t>(value), kMicrosPerHour));
    default:
      return days_of(value, source);
  }
}

bool is_time_kind(Kind kind) {
  return kind == Kind::kYear || kind == Kind::kMonth || kind == Kind::kDay || kind == Kind::kHour;
}

Op with_equality(Op op) {
  if (op == Op::kLess) return Op::kLessOrEqual;
  if (op == Op::kGreater) return Op::kGreaterOrEqual;
  return op;
}

/// Old writers rounded times before 1970 towards zero, so the partition may be one too high.
void allow_for_rounding_up(Predicate& projected) {
  const bool is_upper = projected.op == Op::kLessOrEqual;
  const bool is_equality = projected.op == Op::kEqual || projected.op == Op::kIn;
  const size_t count = projected.values.size();
  for (size_t i = 0; i < count && (is_upper || is_equality); ++i) {
    const int32_t value = std::get<int32_t>(projected.values[i]);
    if (value >= 0) continue;
    if (is_upper) projected.values[i] = value + 1;
    if (is_equality) projected.values.emplace_back(value + 1);
  }
  if (is_equality) projected.op = Op::kIn;
}

}  // namespace

int32_t murmur3_x86_32(std::string_view bytes) {
  constexpr uint32_t kFirst = 0xcc9e2d51;
  constexpr uint32_t kSecond = 0x1b873593;
  uint32_t hash = 0;
  const auto scrambled = [](uint32_t block) { return std::rotl(block * kFirst, 15) * kSecond; };
  size_t at = 0;
  for (; at + 4 <= bytes.size(); at += 4) {
    uint32_t block = 0;
    std::memcpy(&block, bytes.data() + at, 4);
    hash = std::rotl(hash ^ scrambled(block), 13) * 5 + 0xe6546b64;
  }
  uint32_t tail = 0;
  std::memcpy(&tail, bytes.data() + at, bytes.size() - at);
  if (at < bytes.size()) hash ^= scrambled(tail);
  hash ^= static_cast<uint32_t>(bytes.size());
  hash = (hash ^ hash >> 16) * 0x85ebca6b;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35;
  return static_cast<int32_t>(hash ^ hash >> 16);
}

int32_t bucket_hash(const Literal& value, const Type& type) {
  EIGENLAKE_ASSERT(!is_null(value) && literal_fits(value, type));
  if (const auto* number = std::get_if<int32_t>(&value)) return murmur3_x86_32(eight_bytes_of(*number));
  if (const auto* number = std::get_if<int64_t>(&value)) return murmur3_x86_32(eight_bytes_of(*number));
  const auto& bytes = std::get<std::string>(value);
  return murmur3_x86_32(type.kind == TypeKind::kDecimal ? shortest_twos_complement(bytes) : bytes);
}

bool applies_to(const Transform& transform, const Type& source) {
  const TypeKind kind = source.kind;
  const bool is_timestamp = kind == TypeKind::kTimestamp || kind == TypeKind::kTimestamptz;
  switch (transform.kind) {
    case Kind::kIdentity:
    case Kind::kVoid:
      return source.is_primitive();
    case Kind::kBucket:
      return source.is_primitive() && kind != TypeKind::kBoolean && kind != TypeKind::kFloat &&
             kind != TypeKind::kDouble;
    case Kind::kTruncate:
      return kind == TypeKind::kInt || kind == TypeKind::kLong || kind == TypeKind::kDecimal ||
             kind == TypeKind::kString || kind == TypeKind::kBinary;
    case Kind::kYear:
    case Kind::kMonth:
    case Kind::kDay:
      return kind == TypeKind::kDate || is_timestamp;
    case Kind::kHour:
      return is_timestamp;
    case Kind::kUnknown:
      return false;
  }
  EIGENLAKE_ASSERT(false);
}

Result<Literal> apply_transform(const Transform& transform, const Type& source, const Literal& value) {
  EIGENLAKE_ASSERT(literal_fits(value, source));
  if (!applies_to(transform, source))
    return fail(ErrorKind::kUnsupported, "transform {} does not apply to columns of type {}",
                transform.to_string(), source.to_string());
  if (is_null(value) || transform.kind == Kind::kVoid) return Literal{};
  if (transform.kind == Kind::kIdentity) return value;
  if (transform.kind == Kind::kTruncate) return truncate_value(value, transform.parameter, source);
  if (transform.kind != Kind::kBucket) return time_value(transform.kind, value, source);
  return (bucket_hash(value, source) & std::numeric_limits<int32_t>::max()) % transform.parameter;
}

std::optional<Predicate> project(const Predicate& predicate, const Transform& transform, const Type& source) {
  if (transform.kind == Kind::kVoid || !applies_to(transform, source)) return std::nullopt;
  const bool is_null_test = predicate.op == Op::kIsNull || predicate.op == Op::kNotNull;
  if (transform.kind == Kind::kIdentity || is_null_test) return predicate;
  const bool is_equality = predicate.op == Op::kEqual || predicate.op == Op::kIn;
  if (transform.kind == Kind::kBucket && !is_equality) return std::nullopt;
  // The other transforms keep the order of values, though not strictly.
  Predicate projected{predicate.column, with_equality(predicate.op), {}};
  for (const Literal& value : predicate.values)
    projected.values.push_back(*apply_transform(transform, source, value));
  // Below the smallest multiple that the type holds a bound wraps and would exclude what is above it.
  const bool is_lower_bound = projected.op == Op::kGreaterOrEqual;
  if (transform.kind == Kind::kTruncate && is_lower_bound &&
      compare_literals(projected.values[0], predicate.values[0], source) > 0)
    return std::nullopt;
  if (is_time_kind(transform.kind)) allow_for_rounding_up(projected);
  return projected;
}

}  // namespace eigenlake::iceberg
