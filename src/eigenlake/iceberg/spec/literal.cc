// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/literal.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/digest.h"
#include "eigenlake/base/number_parsing.h"

namespace eigenlake::iceberg {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;

/// Position in Literal of the alternative for a primitive type.
size_t alternative_of(TypeKind kind) {
  switch (kind) {
    case TypeKind::kBoolean:
      return 1;
    case TypeKind::kInt:
    case TypeKind::kDate:
      return 2;
    case TypeKind::kLong:
    case TypeKind::kTime:
    case TypeKind::kTimestamp:
    case TypeKind::kTimestamptz:
      return 3;
    case TypeKind::kFloat:
      return 4;
    case TypeKind::kDouble:
      return 5;
    default:
      return 6;
  }
}

std::string date_to_string(int32_t days) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string time_to_string(int64_t micros) {
  const int64_t seconds = micros / kMicrosPerSecond;
  return fmt::format("{:02}:{:02}:{:02}.{:06}", seconds / 3600, seconds / 60 % 60, seconds % 60,
                     micros % kMicrosPerSecond);
}

std::string timestamp_to_string(int64_t micros) {
  int64_t days = micros / kMicrosPerDay;
  if (micros % kMicrosPerDay < 0) --days;
  return date_to_string(static_cast<int32_t>(days)) + "T" + time_to_string(micros - days * kMicrosPerDay);
}

/// Two's complement numbers of any length, big-endian.
std::strong_ordering compare_decimals(std::string_view a, std::string_view b) {
  const auto byte_at = [](std::string_view bytes, size_t size, size_t index) -> unsigned {
    const bool negative = !bytes.empty() && (static_cast<unsigned char>(bytes[0]) & 0x80u) != 0;
    const size_t padding = size - bytes.size();
    const unsigned byte =
        index < padding ? (negative ? 0xffu : 0u) : static_cast<unsigned char>(bytes[index - padding]);
    return index == 0 ? byte ^ 0x80u : byte;  // The sign bit counts the other way round.
  };
  const size_t size = std::max(a.size(), b.size());
  for (size_t i = 0; i < size; ++i) {
    const auto order = byte_at(a, size, i) <=> byte_at(b, size, i);
    if (order != 0) return order;
  }
  return std::strong_ordering::equal;
}

}  // namespace

bool literal_fits(const Literal& value, const Type& type) {
  return is_null(value) || (type.is_primitive() && value.index() == alternative_of(type.kind));
}

bool literals_fit(const std::vector<Literal>& values, const std::vector<Type>& types) {
  return std::ranges::equal(values, types, literal_fits);
}

std::optional<Literal> widen_literal(const Literal& value, const Type& type) {
  if (literal_fits(value, type)) return value;
  if (const auto* number = std::get_if<int32_t>(&value); number != nullptr && type.kind == TypeKind::kLong)
    return int64_t{*number};
  if (const auto* number = std::get_if<float>(&value); number != nullptr && type.kind == TypeKind::kDouble)
    return double{*number};
  return std::nullopt;
}

bool is_nan(const Literal& value) {
  if (const auto* number = std::get_if<float>(&value)) return std::isnan(*number);
  if (const auto* number = std::get_if<double>(&value)) return std::isnan(*number);
  return false;
}

std::partial_ordering compare_literals(const Literal& a, const Literal& b, const Type& type) {
  EIGENLAKE_ASSERT(!is_null(a) && !is_null(b) && literal_fits(a, type) && literal_fits(b, type));
  if (type.kind == TypeKind::kDecimal)
    return compare_decimals(std::get<std::string>(a), std::get<std::string>(b));
  return a <=> b;
}

std::string literal_to_string(const Literal& value, const Type& type) {
  if (is_null(value)) return "null";
  EIGENLAKE_ASSERT(literal_fits(value, type));
  switch (type.kind) {
    case TypeKind::kBoolean:
      return std::get<bool>(value) ? "true" : "false";
    case TypeKind::kInt:
      return std::to_string(std::get<int32_t>(value));
    case TypeKind::kLong:
      return std::to_string(std::get<int64_t>(value));
    case TypeKind::kFloat:
      return fmt::format("{}", std::get<float>(value));
    case TypeKind::kDouble:
      return fmt::format("{}", std::get<double>(value));
    case TypeKind::kDate:
      return date_to_string(std::get<int32_t>(value));
    case TypeKind::kTime:
      return time_to_string(std::get<int64_t>(value));
    case TypeKind::kTimestamp:
      return timestamp_to_string(std::get<int64_t>(value));
    case TypeKind::kTimestamptz:
      return timestamp_to_string(std::get<int64_t>(value)) + "+00:00";
    case TypeKind::kString:
      return std::get<std::string>(value);
    default:
      return to_hex(std::get<std::string>(value));
  }
}

Result<int32_t> parse_date(std::string_view text) {
  int parts[3] = {};
  const size_t begins[3] = {0, 5, 8};
  const size_t sizes[3] = {4, 2, 2};
  bool ok = text.size() == 10 && text[4] == '-' && text[7] == '-';
  for (int i = 0; ok && i < 3; ++i) {
    const auto part = parse_number<int>(text.substr(begins[i], sizes[i]));
    ok = part.has_value();
    parts[i] = part.value_or(0);
  }
  const std::chrono::year_month_day date{std::chrono::year(parts[0]),
                                         std::chrono::month(static_cast<unsigned>(parts[1])),
                                         std::chrono::day(static_cast<unsigned>(parts[2]))};
  if (!ok || !date.ok()) return fail(ErrorKind::kInvalidInput, "a date must be YYYY-MM-DD, got '{}'", text);
  return static_cast<int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

}  // namespace eigenlake::iceberg
