#include "eigenlake/json/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eigenlake {
namespace {

using testing::HasSubstr;

TEST(Json, AKeyThatStandsTwiceHasItsLastValueOrIsRefused) {
  constexpr std::string_view kTwice = R"({"a": {"k": 1, "b": [{"k": 1}, {"k": 2}], "k": 3}})";
  EXPECT_EQ(parse_json(kTwice)->at("a").at("k"), 3);
  const auto refused = parse_json_strictly(kTwice);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kCorrupt);
  EXPECT_THAT(refused.error().message, HasSubstr("found \"k\" twice"));
  EXPECT_TRUE(parse_json_strictly(R"([{"k": 1}, {"k": {"k": 2}}, {}])"));
  EXPECT_FALSE(parse_json_strictly("{"));
}

TEST(Json, AMistakeIsFoundByItsPlace) {
  EXPECT_EQ(find_json_error(R"({"a": [1, -2e5, "ü", null, true]})"), std::nullopt);
  EXPECT_EQ(find_json_error(R"({"a": tru})"), 9u);
  EXPECT_EQ(find_json_error(R"({"a": 01})"), 7u);
  EXPECT_EQ(find_json_error("{\"a\": \"\xff\"}"), 7u);
  EXPECT_TRUE(find_json_error(R"({"a": 1e999})"));
  EXPECT_TRUE(find_json_error(""));
}

}  // namespace
}  // namespace eigenlake
