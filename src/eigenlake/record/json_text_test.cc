// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/json_text.h"

#include <string>

#include <gtest/gtest.h>

#include "eigenlake/record/standard_json.h"

namespace eigenlake {
namespace {

constexpr std::string_view kText =
    R"({"a": {"b": [10, {"c": "x,}"}, [1, 2]], "d": null}, "e\"f": -1e5, "g": []})";

std::string text_at(const JsonPath& path) {
  return std::string(kText.substr(place_of(kText, path), 5));
}

TEST(JsonText, PathFindsItsValue) {
  EXPECT_EQ(text_at({}), kText.substr(0, 5));
  EXPECT_EQ(text_at({{.key = "a"}, {.key = "b"}, {.index = 0}}), "10, {");
  EXPECT_EQ(text_at({{.key = "a"}, {.key = "b"}, {.index = 1}, {.key = "c"}}), "\"x,}\"");
  EXPECT_EQ(text_at({{.key = "a"}, {.key = "b"}, {.index = 2}, {.index = 1}}), "2]], ");
  EXPECT_EQ(text_at({{.key = "a"}, {.key = "d"}}), "null}");
  EXPECT_EQ(text_at({{.key = "g"}}), "[]}");
}

TEST(JsonText, MissingValueHasThePlaceOfItsParent) {
  EXPECT_EQ(text_at({{.key = "a"}, {.key = "x"}}), "{\"b\":");
  EXPECT_EQ(text_at({{.key = "a"}, {.key = "b"}, {.index = 7}}), "[10, ");
}

TEST(JsonText, ByteHasThePathOfItsValue) {
  EXPECT_EQ(path_at(kText, kText.find("x,}")), "a.b[1].c");
  EXPECT_EQ(path_at(kText, kText.find("null") + 2), "a.d");
  EXPECT_EQ(path_at(kText, 0), "");
}

TEST(JsonText, DuplicateKeyIsNamedWithItsPlace) {
  EXPECT_FALSE(find_repeated_key(kText));
  EXPECT_FALSE(find_repeated_key(R"([{"a": 1}, {"a": {"a": 1}}])"));
  const std::string_view twice = R"({"x": [{"a": 1}, {"a": 1, "b": "a", "a": 2}]})";
  const auto found = find_repeated_key(twice);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->path, "x[1].a");
  EXPECT_EQ(found->place, twice.rfind("\"a\""));
}

TEST(JsonText, InvalidJsonIsTolerated) {
  for (const std::string& text : {std::string("}}]],,::"), std::string("{\"a"), std::string("[1,"),
                                  std::string(100'000, '['), std::string("{\"\\"), std::string("{,\"")}) {
    find_repeated_key(text);
    path_at(text, text.size());
    place_of(text, {{.key = "a"}});
  }
}

TEST(StandardJson, LongIntegersGetAnExponentAndWordsGetQuotes) {
  const std::string_view text =
      R"({"a": 20000000000000000000, "b": -NaN, "1234567890123456789012": [NaN,-Infinity]})";
  const auto standard = standard_json(text);
  ASSERT_TRUE(standard);
  EXPECT_EQ(standard->text,
            R"({"a": 20000000000000000000e0, "b": -NaN, "1234567890123456789012": ["NaN","-Infinity"]})");
  EXPECT_EQ(standard->place_in_document(standard->text.find("-Inf")), text.find("-Inf"));
  EXPECT_EQ(standard->place_in_document(2), 2u);
}

TEST(StandardJson, OtherNumbersStayAsTheyAre) {
  for (const char* text : {"{\"a\": 123456789012345678}", "{\"a\": 1.2345678901234567890123}",
                           "{\"a\": 12345678901234567890e2}", "{\"a\": -999999999999999999}"})
    EXPECT_FALSE(standard_json(text)) << text;
}

}  // namespace
}  // namespace eigenlake
