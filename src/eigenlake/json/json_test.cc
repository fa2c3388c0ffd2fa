// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/json/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eigenlake {
namespace {

using testing::HasSubstr;

TEST(Json, DuplicateKeyHasLastValueOrIsRejected) {
  constexpr std::string_view kTwice = R"({"a": {"k": 1, "b": [{"k": 1}, {"k": 2}], "k": 3}})";
  EXPECT_EQ(parse_json(kTwice)->at("a").at("k"), 3);
  const auto refused = parse_json_strictly(kTwice);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kCorrupt);
  EXPECT_THAT(refused.error().message, HasSubstr("duplicate key \"k\""));
  EXPECT_TRUE(parse_json_strictly(R"([{"k": 1}, {"k": {"k": 2}}, {}])"));
  EXPECT_FALSE(parse_json_strictly("{"));
}

TEST(Json, NestingIsCountedOutsideStringsUpToLimit) {
  EXPECT_TRUE(parse_json("[[[]]]", 3));
  const auto deeper = parse_json("[[[[]]]]", 3);
  ASSERT_FALSE(deeper);
  EXPECT_EQ(deeper.error().kind, ErrorKind::kCorrupt);
  EXPECT_THAT(deeper.error().message, HasSubstr("at most 3 deep, is deeper at byte 3"));
  EXPECT_TRUE(parse_json(R"(["[[[[", "\"[[[["])", 1)) << "brackets of a string";
  EXPECT_TRUE(parse_json("[[], [], {}]", 2)) << "one after the other is not deeper";
  EXPECT_FALSE(parse_json_strictly(R"({"a": {"b": {}}})", 2));
  EXPECT_TRUE(parse_json(std::string(256, '[') + std::string(256, ']')));
  EXPECT_FALSE(parse_json(std::string(257, '[') + std::string(257, ']')));
}

TEST(Json, KeysKeepTheirOrder) {
  EXPECT_EQ(parse_json(R"({"z": 1, "a": {"y": 2, "b": 3}})")->dump(), R"({"z":1,"a":{"y":2,"b":3}})");
}

TEST(Json, OnlyWhiteSpaceMayFollowDocument) {
  EXPECT_TRUE(parse_json(" [1] \n\t\r"));
  for (const char* text : {"[1] x", "1 2", "{}{}", "[1,]", "{\"a\":1,}", "NaN", "Infinity", "'a'", "+1", ".5",
                           "1.", "// note\n1", "\"a\nb\"", "tru", "nul"})
    EXPECT_EQ(parse_json(text).error().kind, ErrorKind::kCorrupt) << text;
}

TEST(Json, TooLargeNumberIsCorrupt) {
  const auto number = parse_json("1e999");
  ASSERT_FALSE(number);
  EXPECT_EQ(number.error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(parse_json("18446744073709551615")->get<uint64_t>(), UINT64_MAX);
}

TEST(Json, SeveralObjectsMayShareKey) {
  EXPECT_TRUE(parse_json_strictly(R"({"a": {"a": 1}, "b": {"a": 1}, "c": [{"a": 1}, {"a": 1}]})"));
  for (const char* twice :
       {R"({"a": 1, "a": 1})", R"([{}, {"b": {"a": 1, "\u0061": 2}}])", R"({"a": {}, "a": {}})"}) {
    const auto refused = parse_json_strictly(twice);
    ASSERT_FALSE(refused) << twice;
    EXPECT_THAT(refused.error().message, HasSubstr("duplicate key \"a\""));
  }
}

TEST(Json, MistakeIsFoundByOffset) {
  EXPECT_EQ(find_json_error(R"({"a": [1, -2e5, "ü", null, true]})"), std::nullopt);
  EXPECT_EQ(find_json_error(R"({"a": tru})"), 9u);
  EXPECT_EQ(find_json_error(R"({"a": 01})"), 7u);
  EXPECT_EQ(find_json_error("{\"a\": \"\xff\"}"), 7u);
  EXPECT_TRUE(find_json_error(R"({"a": 1e999})"));
  EXPECT_TRUE(find_json_error(""));
}

}  // namespace
}  // namespace eigenlake
