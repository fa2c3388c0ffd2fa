// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/settings/option.h"

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

enum class Colour { kRed, kGreen };
constexpr NamedEnum<Colour, 2> kColours{.what = "colour", .names = {"red", "green"}};
constexpr NamedValues<std::optional<bool>, 2> kAnswers{{"unknown", "no"}, {std::nullopt, false}};

constexpr Option<bool> kFlag("loud", "Say more");
constexpr Option<int> kNumber("count", "N", "How many", {.default_text = "3", .minimum = 1});
constexpr Option<double> kReal("width", "X", "How wide");
constexpr Option<std::vector<std::string>> kMany("label", "TEXT", "Labels");
constexpr Option<Colour> kColour("colour", "NAME", "Which colour", kColours, {.default_text = "red"});
constexpr Option<std::optional<bool>> kAnswer("answer", "TEXT", "Which answer", kAnswers);

TEST(Option, TypeOfTheValueIsThatOfTheSetting) {
  EXPECT_EQ(kFlag.type, SettingType::kFlag);
  EXPECT_EQ(kNumber.type, SettingType::kInteger);
  EXPECT_EQ(kReal.type, SettingType::kReal);
  EXPECT_EQ(kColour.type, SettingType::kText);
  EXPECT_TRUE(kMany.accumulates);
  EXPECT_FALSE(kColour.accumulates);
  EXPECT_EQ(kNumber.default_text, "3");
  EXPECT_EQ(kNumber.minimum, 1.0);
}

TEST(Option, TextsBecomeValues) {
  EXPECT_TRUE(kFlag.value_of({"yes"}));
  EXPECT_FALSE(kFlag.value_of({""}));
  EXPECT_EQ(kNumber.value_of({"12"}), 12);
  EXPECT_EQ(kReal.value_of({"1e-3"}), 1e-3);
  EXPECT_EQ(kMany.value_of({"a", "b"}), (std::vector<std::string>{"a", "b"}));
}

TEST(Option, NamesBecomeTheirValues) {
  EXPECT_EQ(kColour.value_of({"green"}), Colour::kGreen);
  EXPECT_EQ(kColour.choices.size(), 2u);
  EXPECT_EQ(kAnswer.value_of({"unknown"}), std::nullopt);
  EXPECT_EQ(kAnswer.value_of({"no"}), false);
  EXPECT_FALSE(check_value(kColour, "blue"));
}

}  // namespace
}  // namespace eigenlake
