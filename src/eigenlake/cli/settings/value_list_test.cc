// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/settings/value_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/cli/settings/setting_list.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> values(std::string_view setting, const std::vector<std::string>& given) {
  const auto list = value_list(*find_setting(setting), given);
  EXPECT_TRUE(list) << list.error().to_string();
  return list.value_or(std::vector<std::string>());
}

std::string refusal(std::string_view setting, const std::vector<std::string>& given) {
  const auto list = value_list(*find_setting(setting), given);
  EXPECT_FALSE(list);
  return list ? "" : list.error().message;
}

TEST(ValueList, RangeIncludesBothEnds) {
  EXPECT_THAT(values("seed", {"0..3"}), ElementsAre("0", "1", "2", "3"));
  EXPECT_THAT(values("seed", {"5..5"}), ElementsAre("5"));
  EXPECT_THAT(values("seed", {"7", "1..2", "0"}), ElementsAre("7", "1", "2", "0"));
  EXPECT_THAT(values("ansatz-reps", {"1..2"}), ElementsAre("1", "2"));
}

TEST(ValueList, InvalidRangesAreRejected) {
  EXPECT_THAT(refusal("seed", {"9..0"}),
              HasSubstr("first number of a range must not be above its last, got '9..0'"));
  for (const char* text : {"..", "0..", "..9", "0...9", "a..b", "0..9..10", "1.5..3"})
    EXPECT_THAT(refusal("seed", {text}), HasSubstr(text));
  EXPECT_THAT(refusal("seed", {"-3..3"}), HasSubstr("at least 0"));
  EXPECT_THAT(refusal("ansatz-reps", {"0..3"}), HasSubstr("at least 1"));
}

TEST(ValueList, ListsHaveALimit) {
  EXPECT_EQ(values("seed", {"1..100000"}).size(), kMaxValues);
  EXPECT_THAT(refusal("seed", {"0..100000"}), HasSubstr("at most 100000 values, got 100001"));
  EXPECT_THAT(refusal("seed", {"0..1000000000"}), HasSubstr("got 1000000001"));
  EXPECT_THAT(refusal("seed", {"0..99999", "5"}), HasSubstr("got 100001"));
  EXPECT_THAT(refusal("seed", {"0..99999999999"}), HasSubstr("0..99999999999"));
}

TEST(ValueList, OnlyRepeatableSettingsTakeSeveralValues) {
  EXPECT_THAT(values("threshold", {"1e-8", "1e-9"}), ElementsAre("1e-8", "1e-9"));
  EXPECT_THAT(values("lake", {"a", "a"}), ElementsAre("a"));
  EXPECT_THAT(values("lake", {"a..b"}), ElementsAre("a..b"));
  EXPECT_THAT(refusal("lake", {"a", "b"}), HasSubstr("lake may not be repeated"));
  EXPECT_THAT(refusal("json", {"true", "false"}), HasSubstr("json may not be repeated"));
  EXPECT_THAT(refusal("threads", {"1..4"}), HasSubstr("must be a whole number"));
}

}  // namespace
}  // namespace eigenlake
