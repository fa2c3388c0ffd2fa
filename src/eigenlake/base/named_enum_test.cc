// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/named_enum.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eigenlake {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

enum class Colour { kDarkRed, kGreen };

constexpr NameAlias kAliases[] = {{"lime", 1}};
constexpr NamedEnum<Colour, 2> kColours{
    .what = "colour", .names = {"Dark-Red", "green"}, .aliases = kAliases};

TEST(NamedEnum, ReadsWhatItWrites) {
  for (const Colour colour : {Colour::kDarkRed, Colour::kGreen})
    EXPECT_EQ(kColours.parse(kColours.name_of(colour)), colour);
}

TEST(NamedEnum, CaseAndSeparatorsDoNotMatter) {
  for (const char* text : {"dark red", "DARK_RED", "darkred", "dark-red"})
    EXPECT_EQ(kColours.parse(text), Colour::kDarkRed) << text;
}

TEST(NamedEnum, AliasIsReadButNeverWritten) {
  EXPECT_EQ(kColours.parse("Lime"), Colour::kGreen);
  EXPECT_EQ(kColours.name_of(Colour::kGreen), "green");
}

TEST(NamedEnum, UnknownNameIsRejectedWithNearestName) {
  const auto near = kColours.parse("gren");
  ASSERT_FALSE(near);
  EXPECT_EQ(near.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(near.error().message, HasSubstr("unknown colour 'gren'"));
  EXPECT_THAT(near.error().message, HasSubstr("Dark-Red, green"));
  EXPECT_THAT(near.error().message, HasSubstr("did you mean 'green'?"));
  EXPECT_THAT(kColours.parse("violet").error().message, Not(HasSubstr("did you mean")));
  EXPECT_FALSE(kColours.parse(""));
}

}  // namespace
}  // namespace eigenlake
