// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/settings/setting.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/cli/settings/setting_list.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string refusal_of_value(const Setting& setting, const std::string& text) {
  const auto checked = check_value(setting, text);
  EXPECT_FALSE(checked) << text;
  if (checked) return "";
  EXPECT_EQ(checked.error().kind, ErrorKind::kUsage);
  return checked.error().message;
}

TEST(Setting, NameGivesFlagAndVariable) {
  const Setting setting{.name = "max-iterations"};
  EXPECT_EQ(setting.flag(), "--max-iterations");
  EXPECT_EQ(setting.environment_variable(), "EIGENLAKE_MAX_ITERATIONS");
}

TEST(Setting, WholeNumbersHave32Bits) {
  EXPECT_EQ(parse_integer("-12"), -12);
  EXPECT_EQ(parse_integer("2147483647"), 2147483647);
  for (const char* text : {"", "1.5", "1e3", "2147483648", "12 ", "0x10", "twelve"})
    EXPECT_FALSE(parse_integer(text)) << text;
}

TEST(Setting, NumbersAreFinite) {
  EXPECT_EQ(parse_real("1e-10"), 1e-10);
  EXPECT_EQ(parse_real("-2"), -2.0);
  for (const char* text : {"", "inf", "nan", "1e999", "1,5", "one"}) EXPECT_FALSE(parse_real(text)) << text;
}

TEST(Setting, TruthHasFourSpellingsInAnyCase) {
  for (const char* text : {"true", "1", "yes", "ON"}) EXPECT_EQ(parse_flag(text), true) << text;
  for (const char* text : {"False", "0", "no", "off"}) EXPECT_EQ(parse_flag(text), false) << text;
  for (const char* text : {"", "2", "y", "truth"}) EXPECT_FALSE(parse_flag(text)) << text;
}

TEST(Setting, NumberBelowTheMinimumIsRejected) {
  const Setting whole{.name = "n", .type = SettingType::kInteger, .minimum = 1};
  EXPECT_TRUE(check_value(whole, "1"));
  EXPECT_THAT(refusal_of_value(whole, "0"), AllOf(HasSubstr("at least 1"), HasSubstr("'0'")));
  const Setting real{.name = "x", .type = SettingType::kReal, .minimum = 0.5};
  EXPECT_TRUE(check_value(real, "0.5"));
  EXPECT_THAT(refusal_of_value(real, "0.49"), AllOf(HasSubstr("at least 0.5"), HasSubstr("'0.49'")));
}

TEST(Setting, NumberAboveTheMaximumIsRejected) {
  const Setting whole{.name = "n", .type = SettingType::kInteger, .minimum = 1, .maximum = 9};
  EXPECT_TRUE(check_value(whole, "9"));
  EXPECT_THAT(refusal_of_value(whole, "10"), AllOf(HasSubstr("at most 9"), HasSubstr("'10'")));
}

TEST(Setting, UnknownChoiceSuggestsANearOne) {
  constexpr std::string_view kCodecs[] = {"null", "deflate", "zstd"};
  const Setting closed{.name = "codec", .choices = kCodecs};
  EXPECT_TRUE(check_value(closed, "zstd"));
  EXPECT_THAT(refusal_of_value(closed, "defalte"),
              AllOf(HasSubstr("null, deflate or zstd"), HasSubstr("'defalte'"), HasSubstr("'deflate'?")));
  const Setting open{.name = "basis", .choices = kCodecs, .open_choices = true};
  EXPECT_TRUE(check_value(open, "def2-svp"));
}

TEST(SettingList, NamesAndShortNamesAreUnique) {
  std::set<std::string> names;
  for (const Setting* setting : all_settings()) {
    EXPECT_TRUE(names.insert(setting->flag()).second) << setting->name;
    if (setting->short_name.empty()) continue;
    EXPECT_TRUE(names.emplace(setting->short_name).second) << setting->name;
  }
}

TEST(SettingList, VariablesAreUnique) {
  std::set<std::string> variables;
  for (const Setting* setting : all_settings()) {
    EXPECT_TRUE(variables.insert(setting->environment_variable()).second) << setting->name;
    if (setting->environment.empty()) continue;
    EXPECT_TRUE(variables.emplace(setting->environment).second) << setting->name;
  }
}

TEST(SettingList, DefaultsAreValid) {
  for (const Setting* setting : all_settings()) {
    if (setting->default_text.empty()) continue;
    const auto checked = check_value(*setting, std::string(setting->default_text));
    EXPECT_TRUE(checked) << setting->name << ": " << checked.error().message;
  }
}

TEST(SettingList, SettingsHaveHelpAndPlaceholders) {
  for (const Setting* setting : all_settings()) {
    EXPECT_NE(setting->help, "") << setting->name;
    EXPECT_EQ(setting->placeholder.empty(), setting->type == SettingType::kFlag) << setting->name;
  }
}

TEST(SettingList, SettingsOfFilesDecideAboutTheFolder) {
  for (const Setting* setting : all_settings())
    EXPECT_EQ(setting->in_folder == InFolder::kUndecided, setting->flag_only)
        << setting->name << " must say whether an eigenlake.toml in a folder may set it";
}

TEST(SettingList, FolderChoosesNoPlaceSecretOrServer) {
  for (const Setting* setting : all_settings()) {
    const bool is_place = setting->placeholder == "PLACE" || setting->placeholder == "URL" ||
                          setting->placeholder == "URI" || setting->placeholder == "FILE" ||
                          setting->placeholder == "FOLDER" || setting->placeholder == "HOST:PORT";
    EXPECT_FALSE((is_place || setting->secret) && setting->in_folder == InFolder::kMayBeSet) << setting->name;
  }
}

TEST(SettingList, UnderscoresStandForHyphens) {
  EXPECT_EQ(find_setting("max_iterations"), find_setting("max-iterations"));
  EXPECT_NE(find_setting("max_iterations"), nullptr);
  EXPECT_EQ(find_setting("max iterations"), nullptr);
  EXPECT_EQ(find_setting(""), nullptr);
}

}  // namespace
}  // namespace eigenlake
