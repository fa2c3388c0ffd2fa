// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/literal_binary.h"

#include <gtest/gtest.h>

namespace eigenlake::iceberg {
namespace {

using namespace std::string_literals;

Type decimal(int precision, int scale) {
  Type type;
  type.kind = TypeKind::kDecimal;
  type.precision = precision;
  type.scale = scale;
  return type;
}

// Values and bytes made with pyiceberg 0.12 (pyiceberg.conversions.to_bytes).
TEST(LiteralBinary, BytesMatchPyiceberg) {
  EXPECT_EQ(literal_to_binary(true, Type::boolean()), "\x01"s);
  EXPECT_EQ(literal_to_binary(int32_t{34}, Type::int32()), "\x22\0\0\0"s);
  EXPECT_EQ(literal_to_binary(int32_t{-1}, Type::int32()), "\xff\xff\xff\xff"s);
  EXPECT_EQ(literal_to_binary(int64_t{34}, Type::int64()), "\x22\0\0\0\0\0\0\0"s);
  EXPECT_EQ(literal_to_binary(1.0f, Type::float32()), "\0\0\x80\x3f"s);
  EXPECT_EQ(literal_to_binary(-2.5, Type::float64()), "\0\0\0\0\0\0\x04\xc0"s);
  EXPECT_EQ(literal_to_binary(int32_t{19738}, Type::date()), "\x1a\x4d\0\0"s);
  EXPECT_EQ(literal_to_binary("H2O"s, Type::string()), "H2O");
}

TEST(LiteralBinary, ReadsBackWhatItWrote) {
  const std::pair<Literal, Type> cases[] = {
      {false, Type::boolean()}, {int32_t{-5}, Type::int32()}, {int64_t{1} << 40, Type::timestamptz()},
      {-0.0, Type::float64()},  {""s, Type::string()},        {"\x01\x00"s, decimal(9, 2)}};
  for (const auto& [value, type] : cases) {
    EXPECT_EQ(*literal_from_binary(literal_to_binary(value, type), type), value) << type.to_string();
  }
}

TEST(LiteralBinary, WidenedColumnsAcceptNarrowerBytes) {
  EXPECT_EQ(*literal_from_binary("\xfe\xff\xff\xff"s, Type::int64()), Literal(int64_t{-2}));
  EXPECT_EQ(*literal_from_binary("\0\0\x80\x3f"s, Type::float64()), Literal(1.0));
}

TEST(LiteralBinary, WrongLengthIsCorrupt) {
  EXPECT_EQ(literal_from_binary("abc", Type::int32()).error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(literal_from_binary("", Type::float64()).error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(literal_from_binary("", Type::list(Type::int32())).error().kind, ErrorKind::kCorrupt);
}

TEST(LiteralBinary, TruncatedBoundsEncloseTheText) {
  const std::string text = "abcdefghijklmnopqrstuvwxyz";
  EXPECT_EQ(truncate_string_lower(text, 16), "abcdefghijklmnop");
  EXPECT_EQ(*truncate_string_upper(text, 16), "abcdefghijklmnoq");
  EXPECT_EQ(*truncate_string_upper("short", 16), "short");
}

TEST(LiteralBinary, TruncationCountsCodePointsNotBytes) {
  EXPECT_EQ(truncate_string_lower("äöüß", 2), "äö");
  EXPECT_EQ(*truncate_string_upper("äöüß", 2), "ä÷");
  EXPECT_EQ(*truncate_string_upper("a\U0001F600b", 2), "a\U0001F601");
}

TEST(LiteralBinary, RoundingUpSkipsSurrogatesAndCarries) {
  EXPECT_EQ(*truncate_string_upper("\uD7FFx"s, 1), "\uE000");
  EXPECT_EQ(*truncate_string_upper("a\U0010FFFFx"s, 2), "b");
  EXPECT_EQ(truncate_string_upper("\U0010FFFF\U0010FFFFx"s, 2), std::nullopt);
}

TEST(Literal, DecimalsOfAnyLengthCompareByValue) {
  const Type type = decimal(9, 2);
  EXPECT_TRUE(compare_literals("\xff"s, "\x00\x01"s, type) < 0) << "-1 < 1";
  EXPECT_TRUE(compare_literals("\x7f"s, "\x00\x80"s, type) < 0) << "127 < 128";
  EXPECT_TRUE(compare_literals("\xff\xfe"s, "\xfe"s, type) == 0) << "-2 = -2";
}

TEST(Literal, DatesRoundTrip) {
  for (const int32_t days : {-719162, -1, 0, 59, 19738, 20098, 2932896}) {
    const std::string text = literal_to_string(days, Type::date());
    EXPECT_EQ(*parse_date(text), days) << text;
  }
  EXPECT_EQ(literal_to_string(int32_t{20098}, Type::date()), "2025-01-10");
  EXPECT_FALSE(parse_date("2025-02-30"));
  EXPECT_FALSE(parse_date("2025-1-1"));
}

TEST(Literal, TimestampsBeforeTheEpochKeepTheirDay) {
  EXPECT_EQ(literal_to_string(int64_t{-1}, Type::timestamptz()), "1969-12-31T23:59:59.999999+00:00");
}

}  // namespace
}  // namespace eigenlake::iceberg
