// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/json/json_cursor.h"

#include <vector>

#include <gtest/gtest.h>

#include "eigenlake/json/json.h"

namespace eigenlake {
namespace {

/// Values, and texts that are nearly some.
constexpr const char* kTexts[] = {"0",
                                  "-0",
                                  "7",
                                  "-12",
                                  "01",
                                  "-01",
                                  "-",
                                  "+1",
                                  "1.5",
                                  "1.",
                                  ".5",
                                  "1e5",
                                  "1E-5",
                                  "1e",
                                  "1e+",
                                  "0e0",
                                  "0x1",
                                  "9223372036854775807",
                                  "-9223372036854775808",
                                  "9223372036854775808",
                                  "1 2",
                                  "true",
                                  "false",
                                  "null",
                                  "nul",
                                  "True",
                                  "nullx",
                                  "\"\"",
                                  "\"a\"",
                                  "\"a",
                                  "a",
                                  "'a'",
                                  R"("\"\\\/\b\f\n\r\t")",
                                  R"("\a")",
                                  R"("\)",
                                  R"("\u00e4")",
                                  R"("\u00E4")",
                                  R"("\u00g4")",
                                  R"("\u00e")",
                                  R"("\u+123")",
                                  R"("\ud83d\ude00")",
                                  R"("\ud83d")",
                                  R"("\ud83d\n")",
                                  R"("\ud83dx\ude00")",
                                  R"("\ude00")",
                                  R"("\ud83d\ud83d")",
                                  "\"seven b\x01\"",
                                  "\"12345678\x1f\"",
                                  "\"1234567\t89\"",
                                  "\"12345678\\q\"",
                                  "\"ü\"",
                                  "{}",
                                  "[]",
                                  "{",
                                  "[",
                                  "}",
                                  "]",
                                  " { } ",
                                  "\t[\r\n]",
                                  "[1,2]",
                                  "[1 2]",
                                  "[1,]",
                                  "[,1]",
                                  R"({"a":1})",
                                  R"({"a":1,})",
                                  R"({"a"})",
                                  R"({"a":})",
                                  R"({a:1})",
                                  R"({1:1})",
                                  R"({"a":1 "b":2})",
                                  R"({"a" : [ {"b":null} , "}" ] })",
                                  R"({"a":1}})",
                                  "[[1]]]",
                                  "",
                                  " ",
                                  "\v1",
                                  "1\f",
                                  "[true false]",
                                  "[1]x"};

bool is_json(std::string_view text) {
  JsonCursor at(text);
  return at.skip_value(10) && at.is_at_end();
}

TEST(JsonCursor, SkipsWhatAnotherParserTakesAndNothingElse) {
  for (const std::string_view text : kTexts) EXPECT_EQ(is_json(text), parse_json(text).has_value()) << text;
}

TEST(JsonCursor, EveryCutOffTextIsMalformed) {
  const std::string text = R"({"a":[-1.5e+3,true,{"b":"c\u00e4"}],"d":null})";
  ASSERT_TRUE(is_json(text));
  for (size_t size = 0; size < text.size(); ++size) EXPECT_FALSE(is_json(text.substr(0, size))) << size;
}

TEST(JsonCursor, TakesIntegersThatSixtyFourBitsHold) {
  const auto taken = [](std::string_view text) -> std::optional<int64_t> {
    JsonCursor at(text);
    int64_t integer = 0;
    if (at.take_integer(integer)) return integer;
    EXPECT_EQ(at.position(), text.data()) << "moved within " << text;
    return std::nullopt;
  };
  EXPECT_EQ(taken("-12,"), -12);
  EXPECT_EQ(taken("0"), 0);
  EXPECT_EQ(taken("-0"), 0);
  EXPECT_EQ(taken("9223372036854775807"), INT64_MAX);
  for (const char* text : {"9223372036854775808", "1.0", "1e3", "1E3", "01", "-01", "+1", "\"1\"", "-", ""})
    EXPECT_EQ(taken(text), std::nullopt) << text;
}

TEST(JsonCursor, StringsMeanWhatAnotherParserReads) {
  for (const std::string_view text : kTexts) {
    JsonCursor at(text);
    std::string_view escaped;
    if (at.take_string(escaped)) EXPECT_EQ(unescaped_json(escaped), parse_json(text)->get<std::string>());
  }
}

TEST(JsonCursor, MembersAndItemsComeInTheirOrder) {
  JsonCursor at(R"( {"b" : [1, 22 ,333], "a\n":"x", "":{}} )");
  std::vector<std::string> names;
  std::vector<int64_t> items;
  const auto read = for_each_member(at, [&](std::string_view name) -> Result<> {
    names.emplace_back(name);
    if (name != "b") return at.skip_value(1);
    return for_each_item(at,
                         [&] { return at.take_integer(items.emplace_back()) ? Result<>() : at.malformed(); });
  });
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(names, (std::vector<std::string>{"b", "a\n", ""}));
  EXPECT_EQ(items, (std::vector<int64_t>{1, 22, 333}));
  EXPECT_TRUE(at.is_at_end());
}

TEST(JsonCursor, ErrorsOfAVisitorEndTheWalk) {
  JsonCursor at("[1,2,3]");
  int visited = 0;
  const auto read = for_each_item(at, [&]() -> Result<> {
    ++visited;
    return fail(ErrorKind::kUsage, "enough");
  });
  EXPECT_EQ(read.error().message, "enough");
  EXPECT_EQ(visited, 1);
}

TEST(JsonCursor, DepthIsLimited) {
  const std::string nested = "[[[[1]]]]";
  EXPECT_TRUE(JsonCursor(nested).skip_value(4));
  const auto skipped = JsonCursor(nested).skip_value(3);
  ASSERT_FALSE(skipped);
  EXPECT_EQ(skipped.error().kind, ErrorKind::kCorrupt);
  EXPECT_TRUE(skipped.error().message.contains("3 levels")) << skipped.error().message;
}

TEST(JsonCursor, MalformedTextIsToldByItsByte) {
  JsonCursor at(R"({"a": [1, x]})");
  const auto skipped = at.skip_value(9);
  ASSERT_FALSE(skipped);
  EXPECT_TRUE(skipped.error().message.ends_with("at byte 10")) << skipped.error().message;
}

TEST(MinifiedJson, SpacesWithinStringsStay) {
  EXPECT_EQ(minified_json("{ \"a b\" :\n\t[ 1 , \" \\\" \" ] }"), R"({"a b":[1," \" "]})");
}

}  // namespace
}  // namespace eigenlake
