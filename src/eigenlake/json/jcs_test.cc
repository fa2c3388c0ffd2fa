// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/json/jcs.h"

#include <bit>
#include <cstdlib>
#include <random>

#include <gtest/gtest.h>

#include "eigenlake/json/utf8.h"

namespace eigenlake {
namespace {

std::string number_text(uint64_t bits) {
  std::string out;
  append_jcs_number(out, std::bit_cast<double>(bits));
  return out;
}

TEST(Jcs, NumbersFollowRfc8785AppendixB) {
  EXPECT_EQ(number_text(0x0000000000000000), "0");
  EXPECT_EQ(number_text(0x8000000000000000), "0");
  EXPECT_EQ(number_text(0x0000000000000001), "5e-324");
  EXPECT_EQ(number_text(0x8000000000000001), "-5e-324");
  EXPECT_EQ(number_text(0x7fefffffffffffff), "1.7976931348623157e+308");
  EXPECT_EQ(number_text(0x4340000000000000), "9007199254740992");
  EXPECT_EQ(number_text(0x4430000000000000), "295147905179352830000");
  EXPECT_EQ(number_text(0x44b52d02c7e14af6), "1e+23");
  EXPECT_EQ(number_text(0x444b1ae4d6e2ef4f), "999999999999999900000");
  EXPECT_EQ(number_text(0x444b1ae4d6e2ef50), "1e+21");
  EXPECT_EQ(number_text(0x3eb0c6f7a0b5ed8c), "9.999999999999997e-7");
  EXPECT_EQ(number_text(0x3eb0c6f7a0b5ed8d), "0.000001");
  EXPECT_EQ(number_text(0x41b3de4355555553), "333333333.3333332");
  EXPECT_EQ(number_text(0xbecbf647612f3696), "-0.0000033333333333333333");
}

TEST(Jcs, NumbersRoundTrip) {
  constexpr uint64_t kSeed = 20240611;
  SCOPED_TRACE(kSeed);
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 20000; ++i) {
    const auto value = std::bit_cast<double>(random());
    if (!std::isfinite(value) || value == 0) continue;
    std::string text;
    append_jcs_number(text, value);
    ASSERT_EQ(std::strtod(text.c_str(), nullptr), value) << text;
  }
}

TEST(Jcs, OnlyQuotesBackslashesAndControlsAreEscaped) {
  std::string out;
  append_jcs_string(out, "\"\\/\b\t\n\f\r\x01\x1f\x7f\xe2\x82\xac");
  EXPECT_EQ(out, "\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0001\\u001f\x7f\xe2\x82\xac\"");
}

TEST(Jcs, KeysAreSortedByUtf16CodeUnits) {
  const Json value =
      parse_json(
          "{\"\\ufb33\":1,\"\\ud83d\\ude00\":2,\"\\u20ac\":3,\"1\":{\"b\":[true,null],\"a\":\"x\"},\"\":0}")
          .value();
  EXPECT_EQ(to_jcs(value).value(),
            "{\"\":0,\"1\":{\"a\":\"x\",\"b\":[true,null]},\"\u20ac\":3,\"\U0001f600\":2,\"\ufb33\":1}");
}

TEST(Jcs, PrefixSortsBeforeLongerKey) {
  EXPECT_EQ(to_jcs(parse_json(R"({"ab":1,"a":2})").value()).value(), R"({"a":2,"ab":1})");
}

TEST(Json, ErrorsNameByte) {
  EXPECT_NE(parse_json("{\"a\": x}").error().message.find("byte 6"), std::string::npos);
  EXPECT_EQ(parse_json(std::string(1000, '[')).error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(parse_json("\"\xff\"").error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(parse_json("").error().kind, ErrorKind::kCorrupt);
}

TEST(Jcs, NonFiniteNumbersAreRejected) {
  for (const double value :
       {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    const auto text = to_jcs(Json{{"a", Json::array({value})}});
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().kind, ErrorKind::kInvalidInput);
  }
}

TEST(Jcs, IntegersBecomeNearestDoubles) {
  EXPECT_EQ(*to_jcs(*parse_json("[9007199254740993, 18446744073709551615, -0, -0.0, 1.50, 1E2]")),
            "[9007199254740992,18446744073709552000,0,0,1.5,100]");
}

/// Long and short texts are checked in different ways; a wrong byte is found at every place of both.
TEST(Utf8, WrongByteIsFoundAnywhere) {
  for (const size_t size :
       {size_t{1}, size_t{7}, size_t{8}, size_t{9}, size_t{32}, size_t{33}, size_t{100}}) {
    EXPECT_TRUE(is_valid_utf8(std::string(size, 'a')));
    for (size_t i = 0; i < size; ++i) {
      std::string text(size, 'a');
      text[i] = '\xff';
      EXPECT_FALSE(is_valid_utf8(text)) << size << " " << i;
    }
  }
  EXPECT_TRUE(is_valid_utf8(""));
  EXPECT_TRUE(is_valid_utf8("sto-3g für H₂O"));
}

TEST(Utf8, RejectsSurrogatesOverlongFormsAndCutSequences) {
  EXPECT_TRUE(is_valid_utf8("plain"));
  EXPECT_TRUE(is_valid_utf8("\xf0\x9f\x98\x80"));
  EXPECT_FALSE(is_valid_utf8("\xed\xa0\x80"));
  EXPECT_FALSE(is_valid_utf8("\xc0\x80"));
  EXPECT_FALSE(is_valid_utf8("\xf4\x90\x80\x80"));
  EXPECT_FALSE(is_valid_utf8("\xe2\x82"));
}

}  // namespace
}  // namespace eigenlake
