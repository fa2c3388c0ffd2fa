#include "eigenlake/query/sql_value_text.h"

#include <chrono>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

namespace eigenlake {
namespace {

using duckdb::Type;

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kNanosPerSecond = 1'000'000'000;
constexpr int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;
/// DuckDB's infinite dates and timestamps.
constexpr int32_t kInfiniteDate = INT32_MAX;
constexpr int64_t kInfiniteTimestamp = INT64_MAX;

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
void append_number(T value, std::string& out) {
  fmt::format_to(std::back_inserter(out), "{}", value);
}

template <typename T>
void append_real(T value, bool json_number, std::string& out) {
  if (!std::isfinite(value) && json_number) {
    out += "null";
    return;
  }
  const size_t begin = out.size();
  append_number(value, out);
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

void append_enum(const SqlType& type, const void* data, uint64_t row, std::string& out) {
  const uint64_t index = type.internal_id == Type::kUTinyInt    ? value_at<uint8_t>(data, row)
                         : type.internal_id == Type::kUSmallInt ? value_at<uint16_t>(data, row)
                                                                : value_at<uint32_t>(data, row);
  out += type.dictionary[index];
}

/// The stored form has its top bit flipped so that it sorts as a signed number.
void append_uuid(duckdb::HugeInt value, std::string& out) {
  const uint64_t high = static_cast<uint64_t>(value.upper) ^ (uint64_t{1} << 63);
  fmt::format_to(std::back_inserter(out), "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32,
                 (high >> 16) & 0xffff, high & 0xffff, value.lower >> 48, value.lower & 0xffffffffffff);
}

void append_blob(std::string_view bytes, std::string& out) {
  for (const char c : bytes) {
    if (c >= 0x20 && c < 0x7f && c != '\\') {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "\\x{:02X}", static_cast<unsigned char>(c));
    }
  }
}

void append_interval(duckdb::Interval value, std::string& out) {
  const size_t begin = out.size();
  const auto unit = [&](int64_t count, std::string_view name) {
    if (count == 0) return;
    fmt::format_to(std::back_inserter(out), "{}{} {}{}", out.size() > begin ? " " : "", count, name,
                   std::abs(count) == 1 ? "" : "s");
  };
  unit(value.months / 12, "year");
  unit(value.months % 12, "month");
  unit(value.days, "day");
  if (value.micros == 0 && out.size() > begin) return;
  if (out.size() > begin) out += ' ';
  if (value.micros < 0) out += '-';
  append_time_of_day(std::abs(value.micros), out);
}

void append_timestamp_ns(int64_t nanos_since_1970, std::string& out) {
  const int64_t seconds = floor_divide(nanos_since_1970, kNanosPerSecond);
  append_timestamp(seconds * kMicrosPerSecond, out);
  const int64_t fraction = nanos_since_1970 - seconds * kNanosPerSecond;
  if (fraction == 0) return;
  fmt::format_to(std::back_inserter(out), ".{:09}", fraction);
  while (out.back() == '0') out.pop_back();
}

void append_timestamp_of(Type id, int64_t value, std::string& out) {
  if (value == kInfiniteTimestamp || value == -kInfiniteTimestamp) {
    out += value > 0 ? "infinity" : "-infinity";
    return;
  }
  switch (id) {
    case Type::kTimestampS:
      return append_timestamp(value * kMicrosPerSecond, out);
    case Type::kTimestampMs:
      return append_timestamp(value * 1000, out);
    case Type::kTimestampNs:
      return append_timestamp_ns(value, out);
    case Type::kTimestampTz:
      append_timestamp(value, out);
      out += "+00";
      return;
    default:
      append_timestamp(value, out);
  }
}

bool append_integer(Type id, const void* data, uint64_t row, std::string& out) {
  switch (id) {
    case Type::kTinyInt:
      append_number(static_cast<int>(value_at<int8_t>(data, row)), out);
      return true;
    case Type::kSmallInt:
      append_number(value_at<int16_t>(data, row), out);
      return true;
    case Type::kInteger:
      append_number(value_at<int32_t>(data, row), out);
      return true;
    case Type::kBigInt:
      append_number(value_at<int64_t>(data, row), out);
      return true;
    case Type::kUTinyInt:
      append_number(static_cast<unsigned>(value_at<uint8_t>(data, row)), out);
      return true;
    case Type::kUSmallInt:
      append_number(value_at<uint16_t>(data, row), out);
      return true;
    case Type::kUInteger:
      append_number(value_at<uint32_t>(data, row), out);
      return true;
    case Type::kUBigInt:
      append_number(value_at<uint64_t>(data, row), out);
      return true;
    case Type::kHugeInt:
      append_number(to_int128(value_at<duckdb::HugeInt>(data, row)), out);
      return true;
    case Type::kUHugeInt:
      append_number(static_cast<unsigned __int128>(to_int128(value_at<duckdb::HugeInt>(data, row))), out);
      return true;
    default:
      return false;
  }
}

}  // namespace

void append_double(double value, std::string& out) {
  append_real(value, false, out);
}

void append_date(int32_t days_since_1970, std::string& out) {
  if (days_since_1970 == kInfiniteDate || days_since_1970 == -kInfiniteDate) {
    out += days_since_1970 > 0 ? "infinity" : "-infinity";
    return;
  }
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

void append_scalar_text(const SqlType& type, const void* data, uint64_t row, bool json_number,
                        std::string& out) {
  if (append_integer(type.id, data, row, out)) return;
  switch (type.id) {
    case Type::kBoolean:
      out += value_at<bool>(data, row) ? "true" : "false";
      return;
    case Type::kFloat:
      return append_real(value_at<float>(data, row), json_number, out);
    case Type::kDouble:
      return append_real(value_at<double>(data, row), json_number, out);
    case Type::kDecimal:
      return append_decimal(type, data, row, out);
    case Type::kVarchar:
      out += value_at<duckdb::StringValue>(data, row).view();
      return;
    case Type::kBlob:
      return append_blob(value_at<duckdb::StringValue>(data, row).view(), out);
    case Type::kDate:
      return append_date(value_at<int32_t>(data, row), out);
    case Type::kTime:
      return append_time_of_day(value_at<int64_t>(data, row), out);
    case Type::kTimestamp:
    case Type::kTimestampS:
    case Type::kTimestampMs:
    case Type::kTimestampNs:
    case Type::kTimestampTz:
      return append_timestamp_of(type.id, value_at<int64_t>(data, row), out);
    case Type::kInterval:
      return append_interval(value_at<duckdb::Interval>(data, row), out);
    case Type::kUuid:
      return append_uuid(value_at<duckdb::HugeInt>(data, row), out);
    case Type::kEnum:
      return append_enum(type, data, row, out);
    default:
      // Types that no table of ours has and that DuckDB can turn into text itself.
      out += "(cast this column to VARCHAR)";
  }
}

std::string time_text(int64_t micros_since_1970) {
  std::string text;
  append_timestamp(micros_since_1970, text);
  return text + "+00";
}

void append_csv_field(std::string_view text, std::string& out) {
  if (!text.empty() && text.find_first_of(",\"\n\r") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) out.append(c == '"' ? 2 : 1, c);
  out += '"';
}

}  // namespace eigenlake
