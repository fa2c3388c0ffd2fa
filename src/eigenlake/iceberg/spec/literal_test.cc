// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/literal.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "eigenlake/iceberg/spec/literal_binary.h"

namespace eigenlake::iceberg {
namespace {

using namespace std::string_literals;

/// A type, a value of it, and the value's bytes as pyiceberg 0.12 writes them
/// (pyiceberg.conversions.to_bytes).
struct StoredValue {
  const char* type;
  Literal value;
  std::string bytes;
};

const StoredValue kStoredValues[] = {
    {"boolean", true, "\x01"s},
    {"int", int32_t{-2}, "\xfe\xff\xff\xff"s},
    {"long", int64_t{-2}, "\xfe\xff\xff\xff\xff\xff\xff\xff"s},
    {"float", -4.5f, "\0\0\x90\xc0"s},
    {"double", 6.0, "\0\0\0\0\0\0\x18\x40"s},
    {"date", int32_t{-1}, "\xff\xff\xff\xff"s},
    {"time", int64_t{81'068'000'000}, "\0\x83\x07\xe0\x12\0\0\0"s},
    {"timestamp", int64_t{1'510'871'468'000'001}, "\x01\xc3\x26\x2d\x21\x5e\x05\0"s},
    {"timestamptz", int64_t{-1}, "\xff\xff\xff\xff\xff\xff\xff\xff"s},
    {"string", "ä"s, "\xc3\xa4"s},
    {"uuid", "\xf7\x9c\x3e\x09\x67\x7c\x4b\xbd\xa4\x79\x3f\x34\x9c\xb7\x85\xe7"s,
     "\xf7\x9c\x3e\x09\x67\x7c\x4b\xbd\xa4\x79\x3f\x34\x9c\xb7\x85\xe7"s},
    {"fixed[3]", "\x01\x02\x03"s, "\x01\x02\x03"s},
    {"binary", "\0\xff"s, "\0\xff"s},
    {"decimal(9,2)", "\xfa\x74"s, "\xfa\x74"s},
};

Type type_of(std::string_view text) {
  return *parse_primitive_type(text);
}

class EveryPrimitive : public ::testing::TestWithParam<StoredValue> {};
INSTANTIATE_TEST_SUITE_P(Literal, EveryPrimitive, ::testing::ValuesIn(kStoredValues));

TEST_P(EveryPrimitive, HasTheSpecsBytes) {
  const auto& [type, value, bytes] = GetParam();
  EXPECT_EQ(literal_to_binary(value, type_of(type)), bytes) << type;
  EXPECT_EQ(*literal_from_binary(bytes, type_of(type)), value) << type;
}

TEST_P(EveryPrimitive, FitsTypesOfTheSameStorage) {
  for (const StoredValue& other : kStoredValues) {
    const bool stored_alike = other.value.index() == GetParam().value.index();
    EXPECT_EQ(literal_fits(GetParam().value, type_of(other.type)), stored_alike)
        << GetParam().type << " as " << other.type;
  }
  EXPECT_TRUE(literal_fits(Literal{}, type_of(GetParam().type)));
  EXPECT_FALSE(literal_fits(GetParam().value, Type::list(type_of(GetParam().type))));
}

/// Only int → long and float → double widen; a wider decimal has the same bytes.
TEST_P(EveryPrimitive, WidensAsTheSpecPromotesColumns) {
  for (const StoredValue& wider : kStoredValues) {
    const std::string from = GetParam().type;
    const std::string to = wider.type;
    const bool is_integer = from == "int" || from == "date";  // A date is an int in memory.
    const bool promotes = (is_integer && to == "long") || (from == "float" && to == "double");
    const auto widened = widen_literal(GetParam().value, type_of(to));
    if (promotes) {
      EXPECT_EQ(widened->index(), wider.value.index()) << from << " to " << to;
    } else {
      EXPECT_EQ(widened.has_value(), literal_fits(GetParam().value, type_of(to))) << from << " to " << to;
    }
  }
}

TEST(Literal, WideningKeepsTheValue) {
  EXPECT_EQ(widen_literal(std::numeric_limits<int32_t>::min(), Type::int64()), Literal(int64_t{-2147483648}));
  EXPECT_EQ(widen_literal(0.1f, Type::float64()), Literal(double{0.1f}));
  EXPECT_EQ(widen_literal(Literal{}, Type::int64()), Literal{});
}

TEST(Literal, OnlyFloatsCanBeNan) {
  EXPECT_TRUE(is_nan(std::nanf("")));
  EXPECT_TRUE(is_nan(std::nan("")));
  EXPECT_FALSE(is_nan(1.0f));
  EXPECT_FALSE(is_nan(std::numeric_limits<double>::infinity()));
  EXPECT_FALSE(is_nan("nan"s));
  EXPECT_FALSE(is_nan(Literal{}));
}

TEST(Literal, NanIsUnordered) {
  const auto order = compare_literals(std::nan(""), 1.0, Type::float64());
  EXPECT_TRUE(order == std::partial_ordering::unordered);
}

TEST(Literal, StringsAndBytesCompareAsUnsignedBytes) {
  EXPECT_TRUE(compare_literals("z"s, "ä"s, Type::string()) < 0);
  EXPECT_TRUE(compare_literals("\x7f"s, "\xff"s, type_of("binary")) < 0);
  EXPECT_TRUE(compare_literals("a"s, "a\0"s, type_of("binary")) < 0);
}

/// Unscaled values and their shortest bytes, from pyiceberg 0.12.
TEST(Literal, DecimalsCompareByNumber) {
  const Type type = type_of("decimal(38,0)");
  const std::string ordered[] = {
      "\xb4\xc4\xb3\x57\xa5\x79\x3b\x85\xf6\x75\xdd\xc0\0\0\0\x01"s,  // -(10^38 - 1)
      "\xfa\x74"s,                                                    // -1420
      "\x80"s,                                                        // -128
      "\0"s,                                                          // 0
      "\0\x80"s,                                                      // 128
      "\x05\x8c"s,                                                    // 1420
      "\x4b\x3b\x4c\xa8\x5a\x86\xc4\x7a\x09\x8a\x22\x3f\xff\xff\xff\xff"s};
  for (size_t i = 0; i < std::size(ordered); ++i)
    for (size_t j = 0; j < std::size(ordered); ++j)
      EXPECT_TRUE(compare_literals(ordered[i], ordered[j], type) == std::partial_ordering(i <=> j))
          << i << " and " << j;
}

TEST(Literal, TextsMatchPartitionFolders) {
  const std::pair<StoredValue, const char*> cases[] = {
      {{"boolean", true, ""}, "true"},
      {{"boolean", false, ""}, "false"},
      {{"int", int32_t{-7}, ""}, "-7"},
      {{"long", int64_t{1} << 40, ""}, "1099511627776"},
      {{"float", 0.1f, ""}, "0.1"},
      {{"double", -2.5, ""}, "-2.5"},
      {{"date", int32_t{-1}, ""}, "1969-12-31"},
      {{"date", int32_t{-719162}, ""}, "0001-01-01"},
      {{"time", int64_t{81'068'000'009}, ""}, "22:31:08.000009"},
      {{"timestamp", int64_t{1'512'123'175'038'194}, ""}, "2017-12-01T10:12:55.038194"},
      {{"timestamptz", int64_t{1'512'123'175'038'194}, ""}, "2017-12-01T10:12:55.038194+00:00"},
      {{"timestamp", int64_t{-86'400'000'000}, ""}, "1969-12-31T00:00:00.000000"},
      {{"string", "6-31g(d)"s, ""}, "6-31g(d)"},
      {{"binary", "\0\xfe"s, ""}, "00fe"},
      {{"int", Literal{}, ""}, "null"},
  };
  for (const auto& [stored, text] : cases)
    EXPECT_EQ(literal_to_string(stored.value, type_of(stored.type)), text) << stored.type;
}

TEST(ParseDate, KnowsTheCalendar) {
  EXPECT_EQ(*parse_date("1970-01-01"), 0);
  EXPECT_EQ(*parse_date("2000-02-29"), 11016);
  EXPECT_EQ(*parse_date("9999-12-31"), 2932896);
  for (const char* text : {"1900-02-29", "2025-13-01", "2025-00-10", "2025-04-31", "2025-01-00"})
    EXPECT_EQ(parse_date(text).error().kind, ErrorKind::kInvalidInput) << text;
}

TEST(ParseDate, OtherSpellingsAreRejected) {
  for (const char* text : {"", "2025-1-10", "2025/01/10", "2025-01/10", " 025-01-10", "2025-01-10 ",
                           "20250110", "2025-0x-10", "2025-01-+1", "12025-01-1"})
    EXPECT_EQ(parse_date(text).error().kind, ErrorKind::kInvalidInput) << text;
}

TEST(LiteralFromBinary, NonzeroByteIsTrue) {
  EXPECT_EQ(*literal_from_binary("\x02", Type::boolean()), Literal(true));
  EXPECT_EQ(*literal_from_binary("\0"s, Type::boolean()), Literal(false));
}

TEST(LiteralFromBinary, WrongSizeErrorNamesTheType) {
  for (const char* type :
       {"boolean", "int", "long", "float", "double", "date", "time", "timestamp", "timestamptz", "uuid"}) {
    for (const size_t size : {size_t{0}, size_t{3}, size_t{5}, size_t{9}, size_t{17}}) {
      const auto value = literal_from_binary(std::string(size, '\1'), type_of(type));
      ASSERT_FALSE(value) << type << " of " << size;
      EXPECT_EQ(value.error().kind, ErrorKind::kCorrupt);
      EXPECT_TRUE(value.error().message.contains(type)) << value.error().message;
    }
  }
}

/// A timestamp was never an int, nor a float a half.
TEST(LiteralFromBinary, OnlyLongsAndDoublesAcceptNarrowerBytes) {
  for (const char* type : {"time", "timestamp", "timestamptz"})
    EXPECT_EQ(literal_from_binary("\1\0\0\0"s, type_of(type)).error().kind, ErrorKind::kCorrupt) << type;
  EXPECT_EQ(literal_from_binary("\1\0\0\0\0\0\0\0"s, Type::int32()).error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(literal_from_binary("\1\0\0\0\0\0\0\0"s, Type::float32()).error().kind, ErrorKind::kCorrupt);
}

/// Bounds of fixed columns may be truncated, as those of strings are.
TEST(LiteralFromBinary, PrefixOfAFixedValueIsABound) {
  EXPECT_EQ(*literal_from_binary("\x01\x02", type_of("fixed[16]")), Literal("\x01\x02"s));
}

TEST(TruncateString, TextAtTheLimitStaysWhole) {
  EXPECT_EQ(truncate_string_lower("abc", 3), "abc");
  EXPECT_EQ(*truncate_string_upper("abc", 3), "abc");
  EXPECT_EQ(truncate_string_lower("", 3), "");
  EXPECT_EQ(*truncate_string_upper("", 3), "");
}

/// An upper bound must not be below the text, nor a lower bound above it, whatever the bytes of its last
/// character.
TEST(TruncateString, BoundsEncloseAtEveryLengthOfCharacter) {
  const std::string characters[] = {"\x01",       "z",          "\x7f",      "\u0080", "ä",
                                    "\u07ff",     "\u0800",     "\ud7ff",    "\ue000", "\uffff",
                                    "\U00010000", "\U0001F600", "\U0010ffff"};
  for (const std::string& first : characters) {
    for (const std::string& last : characters) {
      const std::string text = first + last + "tail";
      const std::string lower = truncate_string_lower(text, 2);
      EXPECT_EQ(lower, first + last);
      const auto upper = truncate_string_upper(text, 2);
      if (first == "\U0010ffff" && last == first) {
        EXPECT_FALSE(upper);
      } else {
        EXPECT_GT(*upper, text) << first << last;
        EXPECT_TRUE(literal_from_binary(*upper, Type::string()));
      }
    }
  }
}

TEST(TruncateString, NextCharacterMayNeedMoreBytes) {
  EXPECT_EQ(*truncate_string_upper("\x7f"
                                   "x",
                                   1),
            "\u0080");
  EXPECT_EQ(*truncate_string_upper("\u07ffx", 1), "\u0800");
  EXPECT_EQ(*truncate_string_upper("\uffffx", 1), "\U00010000");
}

}  // namespace
}  // namespace eigenlake::iceberg
