// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/help/completion_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/cli/command_list.h"
#include "eigenlake/cli/settings/setting_list.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> actions(std::string_view name) {
  return actions_of(*find_command(name));
}

TEST(CompletionWords, ActionsAreTheLowerCaseWordsOfOperands) {
  EXPECT_THAT(actions("tag"), ElementsAre("create", "list", "delete"));
  EXPECT_THAT(actions("maintain"), ElementsAre("expire", "compact", "manifests", "orphans", "check"));
  EXPECT_THAT(actions("catalog"), ElementsAre("list", "copy", "register", "relocate"));
  EXPECT_THAT(actions("completion"), ElementsAre("bash", "zsh", "fish"));
  EXPECT_THAT(actions("run"), IsEmpty());
  EXPECT_THAT(actions("recover"), IsEmpty()) << "--accept is an option";
}

TEST(CompletionWords, OperandsAreFilesTablesOrActions) {
  const auto kind = [](std::string_view name) { return kind_of_operands(*find_command(name)); };
  EXPECT_EQ(kind("run"), WordKind::kFile);
  EXPECT_EQ(kind("publish"), WordKind::kFile);
  EXPECT_EQ(kind("describe"), WordKind::kTable);
  EXPECT_EQ(kind("export"), WordKind::kFolder);
  EXPECT_EQ(kind("topics"), WordKind::kWords);
  EXPECT_EQ(kind("sql"), WordKind::kNone);
}

TEST(CompletionWords, ValuesAreFilesFoldersOrWords) {
  const auto kind = [](std::string_view name) { return kind_of_value(*find_setting(name)); };
  EXPECT_EQ(kind("format"), WordKind::kWords);
  EXPECT_EQ(kind("config"), WordKind::kFile);
  EXPECT_EQ(kind("lake"), WordKind::kFolder);
  EXPECT_EQ(kind("seed"), WordKind::kNone);
}

TEST(CompletionWords, OptionalValueIsNotTheNextWord) {
  EXPECT_TRUE(takes_next_word(*find_setting("basis")));
  EXPECT_FALSE(takes_next_word(*find_setting("json")));
  EXPECT_FALSE(takes_next_word(*find_setting("report")));
}

TEST(CompletionWords, SecretsAreNoFlags) {
  for (const Setting* setting : flags_of_all(all_commands())) EXPECT_FALSE(setting->secret) << setting->name;
}

TEST(CompletionWords, QuotesAreQuoted) {
  EXPECT_EQ(single_quoted("it's", "'\\''"), "'it'\\''s'");
}

}  // namespace
}  // namespace eigenlake
