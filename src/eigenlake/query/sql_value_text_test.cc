// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/sql_value_text.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

using duckdb::HugeInt;
using duckdb::Type;

/// The text of a value that is the second of its vector.
template <typename T>
std::string text_of_number(const SqlType& type, T value, int digits = kDigitsMax) {
  const std::array<T, 2> data = {T{}, value};
  std::string text;
  append_number(type, data.data(), 1, digits, text);
  return text;
}
SqlType plain_type(Type id) {
  SqlType type;
  type.id = id;
  return type;
}
template <typename T>
std::string text_of_number(Type id, T value, int digits = kDigitsMax) {
  return text_of_number(plain_type(id), value, digits);
}
template <typename T>
std::string decimal_text(Type internal, int scale, T digits) {
  SqlType type = plain_type(Type::kDecimal);
  type.internal_id = internal;
  type.scale = scale;
  return text_of_number(type, digits);
}

template <typename T>
constexpr T kLowest = std::numeric_limits<T>::min();
template <typename T>
constexpr T kHighest = std::numeric_limits<T>::max();

TEST(SqlValueText, IntegersOfEveryWidthShowTheirExtremes) {
  EXPECT_EQ(text_of_number(Type::kTinyInt, kLowest<int8_t>), "-128");
  EXPECT_EQ(text_of_number(Type::kUTinyInt, kHighest<uint8_t>), "255");
  EXPECT_EQ(text_of_number(Type::kSmallInt, kLowest<int16_t>), "-32768");
  EXPECT_EQ(text_of_number(Type::kUSmallInt, kHighest<uint16_t>), "65535");
  EXPECT_EQ(text_of_number(Type::kInteger, kLowest<int32_t>), "-2147483648");
  EXPECT_EQ(text_of_number(Type::kUInteger, kHighest<uint32_t>), "4294967295");
  EXPECT_EQ(text_of_number(Type::kBigInt, kLowest<int64_t>), "-9223372036854775808");
  EXPECT_EQ(text_of_number(Type::kUBigInt, kHighest<uint64_t>), "18446744073709551615");
  EXPECT_EQ(text_of_number(Type::kHugeInt, HugeInt{0, kLowest<int64_t>}),
            "-170141183460469231731687303715884105728");
  EXPECT_EQ(text_of_number(Type::kUHugeInt, HugeInt{~uint64_t{0}, -1}),
            "340282366920938463463374607431768211455");
  EXPECT_EQ(text_of_number(Type::kBoolean, true), "true");
  EXPECT_EQ(text_of_number(Type::kBoolean, false), "false");
}

TEST(SqlValueText, RealNumbersNeverLookLikeIntegers) {
  EXPECT_EQ(text_of_number(Type::kDouble, 1.0), "1.0");
  EXPECT_EQ(text_of_number(Type::kDouble, -0.0), "-0.0");
  EXPECT_EQ(text_of_number(Type::kDouble, 1e16), "1e+16");
  EXPECT_EQ(text_of_number(Type::kFloat, 0.1F), "0.1");
  EXPECT_EQ(text_of_number(Type::kFloat, 16777216.0F), "16777216.0");
  EXPECT_EQ(text_of_number(Type::kDouble, std::nan("")), "nan");
  EXPECT_EQ(text_of_number(Type::kDouble, -std::numeric_limits<double>::infinity()), "-inf");
}

TEST(SqlValueText, RealNumbersReadBackToTheSameBits) {
  const uint64_t seed = std::random_device{}();
  std::mt19937_64 random(seed);
  for (int i = 0; i < 20'000; ++i) {
    const auto bits = random();
    const auto number = std::bit_cast<double>(bits);
    const auto single = std::bit_cast<float>(static_cast<uint32_t>(bits));
    std::string text;
    append_double(number, text);
    if (!std::isfinite(number) || !std::isfinite(single)) continue;
    EXPECT_EQ(std::bit_cast<uint64_t>(std::strtod(text.c_str(), nullptr)), bits) << "seed " << seed;
    EXPECT_EQ(std::strtof(text_of_number(Type::kFloat, single).c_str(), nullptr), single) << "seed " << seed;
  }
}

TEST(SqlValueText, FewerDigitsRoundOnlyRealNumbers) {
  EXPECT_EQ(text_of_number(Type::kDouble, 1.23456789, 3), "1.23");
  EXPECT_EQ(text_of_number(Type::kDouble, 2.0, 3), "2.0");
  EXPECT_EQ(text_of_number(Type::kDouble, 123456.0, 3), "1.23e+05");
  EXPECT_EQ(text_of_number(Type::kDouble, 1.0 - 1e-12, 16), "0.999999999999");
  EXPECT_EQ(text_of_number(Type::kFloat, 0.75F, 1), "0.8");
  EXPECT_EQ(text_of_number(Type::kInteger, 123456, 3), "123456");
  EXPECT_EQ(text_of_number(Type::kDouble, std::nan(""), 3), "nan");
}

TEST(SqlValueText, TextIsAppended) {
  std::string text = "1.5e3";
  append_double(2.0, text);
  EXPECT_EQ(text, "1.5e32.0") << "the point before it is no point of this number";
}

TEST(SqlValueText, DecimalsHaveAllDigitsOfTheirScale) {
  EXPECT_EQ(decimal_text(Type::kSmallInt, 2, int16_t{5}), "0.05");
  EXPECT_EQ(decimal_text(Type::kSmallInt, 2, int16_t{25}), "0.25");
  EXPECT_EQ(decimal_text(Type::kSmallInt, 2, int16_t{-1250}), "-12.50");
  EXPECT_EQ(decimal_text(Type::kInteger, 3, int32_t{-5}), "-0.005");
  EXPECT_EQ(decimal_text(Type::kBigInt, 0, int64_t{42}), "42");
  EXPECT_EQ(decimal_text(Type::kBigInt, 18, kLowest<int64_t>), "-9.223372036854775808");
  EXPECT_EQ(decimal_text(Type::kHugeInt, 2, HugeInt{~uint64_t{0}, -1}), "-0.01");
  EXPECT_EQ(decimal_text(Type::kHugeInt, 38, HugeInt{0, kLowest<int64_t>}),
            "-1.70141183460469231731687303715884105728");
}

TEST(SqlValueText, OnlyNonFiniteNumbersAreNamed) {
  const std::array<double, 4> doubles = {1.5, std::nan(""), HUGE_VAL, -HUGE_VAL};
  const std::array<const char*, 4> names = {"", "NaN", "Infinity", "-Infinity"};
  for (size_t row = 0; row < doubles.size(); ++row) {
    const auto single = static_cast<float>(doubles[row]);
    EXPECT_EQ(json_name_of(plain_type(Type::kDouble), doubles.data(), row), names[row]);
    EXPECT_EQ(json_name_of(plain_type(Type::kFloat), &single, 0), names[row]);
    EXPECT_EQ(json_name_of(plain_type(Type::kBigInt), doubles.data(), row), "")
        << "its bits are another type's";
  }
}

TEST(SqlValueText, TextsUpToTwelveBytesAreInline) {
  const std::string long_text = "thirteen char";
  std::array<duckdb::StringValue, 2> values{};
  values[0].length = 12;
  const std::string twelve("with\0zero...", 12);
  twelve.copy(values[0].prefix, 12);
  values[1].length = 13;
  values[1].pointer = long_text.data();
  EXPECT_EQ(text_at(values.data(), 0), twelve);
  EXPECT_EQ(text_at(values.data(), 1), long_text);
}

std::string date_text(int32_t days) {
  std::string text;
  append_date(days, text);
  return text;
}

TEST(SqlValueText, DatesBefore1970AndOfLargeYearsAreWhole) {
  // python: (datetime.date(2025, 1, 10) - datetime.date(1970, 1, 1)).days and so on
  EXPECT_EQ(date_text(0), "1970-01-01");
  EXPECT_EQ(date_text(-1), "1969-12-31");
  EXPECT_EQ(date_text(20'098), "2025-01-10");
  EXPECT_EQ(date_text(19'782), "2024-02-29");
  EXPECT_EQ(date_text(-719'162), "0001-01-01");
  EXPECT_EQ(date_text(2'932'896), "9999-12-31");
  EXPECT_EQ(date_text(2'932'897), "10000-01-01");
}

TEST(SqlValueText, FractionsOfASecondLoseTheirLastZeros) {
  const auto time_of = [](int64_t micros) {
    std::string text;
    append_time_of_day(micros, text);
    return text;
  };
  EXPECT_EQ(time_of(0), "00:00:00");
  EXPECT_EQ(time_of(1), "00:00:00.000001");
  EXPECT_EQ(time_of(500'000), "00:00:00.5");
  EXPECT_EQ(time_of(45'000'000'000), "12:30:00");
  EXPECT_EQ(time_of(86'399'999'999), "23:59:59.999999");
}

TEST(SqlValueText, TimesBefore1970RoundDownToTheDay) {
  EXPECT_EQ(time_text(0), "1970-01-01 00:00:00+00");
  EXPECT_EQ(time_text(-1), "1969-12-31 23:59:59.999999+00");
  EXPECT_EQ(time_text(-86'400'000'000), "1969-12-31 00:00:00+00");
  EXPECT_EQ(time_text(-62'135'596'800'000'000), "0001-01-01 00:00:00+00");
  EXPECT_EQ(time_text(1'736'510'400'500'000), "2025-01-10 12:00:00.5+00");
}

TEST(SqlValueText, CsvFieldsAreQuotedWhereNeeded) {
  const auto field_of = [](std::string_view text) {
    std::string field;
    append_csv_field(text, field);
    return field;
  };
  EXPECT_EQ(field_of("plain text; 'quoted' Ünïcode"), "plain text; 'quoted' Ünïcode");
  EXPECT_EQ(field_of(""), "\"\"");
  EXPECT_EQ(field_of("a,b"), "\"a,b\"");
  EXPECT_EQ(field_of("a\nb"), "\"a\nb\"");
  EXPECT_EQ(field_of("a\rb"), "\"a\rb\"");
  EXPECT_EQ(field_of("\"\"a\""), "\"\"\"\"\"a\"\"\"");
}

}  // namespace
}  // namespace eigenlake
