// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/help/command_help.h"

#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/cli/command_list.h"
#include "eigenlake/cli/help/overview.h"
#include "eigenlake/cli/testing/test_program.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr HelpKind kKinds[] = {HelpKind::kShort, HelpKind::kFull, HelpKind::kKafka};

std::string help_of(const Command& command, HelpKind kind, int width) {
  std::ostringstream text;
  HelpPage page(text, width);
  print_command_help(command, kind, page);
  return text.str();
}

std::string overview(HelpKind kind, int width) {
  std::ostringstream text;
  HelpPage page(text, width);
  print_overview(all_commands(), kind, page);
  return text.str();
}

void expect_width(const std::string& text, size_t width, const std::string& what) {
  for (const std::string& line : lines_of(text))
    EXPECT_LE(display_width(line), width) << what << ": " << line;
}

/// The words of a command line that quotes with double quotes only.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words(1);
  bool is_quoted = false;
  for (const char c : line) {
    if (c == '"')
      is_quoted = !is_quoted;
    else if (c == ' ' && !is_quoted)
      words.emplace_back();
    else
      words.back() += c;
  }
  return words;
}

TEST(CommandHelp, EveryCommandHasAPurposeAndAnExample) {
  for (const Command& command : all_commands()) {
    EXPECT_NE(command.purpose, Purpose::kUndecided) << command.name;
    EXPECT_NE(command.example, "") << command.name;
  }
}

TEST(CommandHelp, ExamplesAreValidCommandLines) {
  for (const Command& command : all_commands())
    for (const std::string& line : lines_of(command.example)) {
      std::vector<std::string> words = words_of(line);
      ASSERT_GE(words.size(), 2U) << line;
      EXPECT_EQ(words[0], "eigenlake") << line;
      const Command* named = find_command(words[1]);
      ASSERT_NE(named, nullptr) << line;
      words.erase(words.begin(), words.begin() + 2);
      const auto parsed = parse_words(*named, words);
      ASSERT_TRUE(parsed) << line << ": " << parsed.error().to_string();
      EXPECT_GE(parsed->operands.size() + parsed->flags.count("file"), named->operands.min) << line;
      EXPECT_LE(parsed->operands.size(), named->operands.max) << line;
    }
}

TEST(CommandHelp, ShortHelpFitsAScreen) {
  constexpr size_t kLinesOfAScreen = 24;
  constexpr size_t kLinesOfScan = 31;  // It has the options of run, and its coordinates.
  for (const Command& command : all_commands()) {
    const std::string text = help_of(command, HelpKind::kShort, 80);
    EXPECT_LE(lines_of(text).size(), command.name == "scan" ? kLinesOfScan : kLinesOfAScreen) << text;
    EXPECT_THAT(text, HasSubstr("Usage: eigenlake " + command.name));
    EXPECT_THAT(text, HasSubstr("--help' describes "));
  }
  EXPECT_LE(lines_of(overview(HelpKind::kShort, 80)).size(), kLinesOfAScreen);
}

TEST(CommandHelp, LinesFitTheTerminal) {
  for (const int width : {40, 72, 80, 100}) {
    for (const Command& command : all_commands())
      for (const HelpKind kind : kKinds)
        expect_width(help_of(command, kind, width), static_cast<size_t>(width), command.name);
    for (const HelpKind kind : {HelpKind::kShort, HelpKind::kFull})
      expect_width(overview(kind, width), static_cast<size_t>(width), "overview");
  }
  EXPECT_EQ(overview(HelpKind::kFull, 0), overview(HelpKind::kFull, 100));
  EXPECT_EQ(overview(HelpKind::kFull, 250), overview(HelpKind::kFull, 100));
}

TEST(CommandHelp, FullAndKafkaHelpHaveEveryOption) {
  for (const Command& command : all_commands()) {
    const std::string text = help_of(command, HelpKind::kFull, 100) + help_of(command, HelpKind::kKafka, 100);
    for (const Setting* setting : command.all_settings()) {
      if (setting->secret)
        EXPECT_THAT(text, Not(HasSubstr(setting->flag() + " "))) << command.name;
      else
        EXPECT_THAT(text, HasSubstr(setting->flag())) << command.name;
    }
  }
}

TEST(CommandHelp, ShortHelpOfStreamsHasBasicOptionsOfKafka) {
  EXPECT_THAT(help_of(*find_command("land"), HelpKind::kShort, 80), HasSubstr("--servers"));
  EXPECT_THAT(help_of(*find_command("run"), HelpKind::kShort, 80), Not(HasSubstr("--servers")));
}

TEST(CommandHelp, LongExampleIsContinuedAfterBackslashes) {
  std::ostringstream text;
  HelpPage page(text, 30);
  page.command_line("eigenlake run molecules.json --basis 6-31g");
  EXPECT_EQ(text.str(), "  eigenlake run \\\n    molecules.json --basis \\\n    6-31g\n");
}

TEST(Overview, NamesEveryCommandOnce) {
  size_t count = 0;
  for (const CommandGroup& group : grouped(all_commands())) {
    EXPECT_FALSE(group.commands.empty()) << group.heading;
    count += group.commands.size();
  }
  EXPECT_EQ(count, all_commands().size());
  for (const Command& command : all_commands()) {
    EXPECT_THAT(overview(HelpKind::kShort, 100), HasSubstr(command.name));
    EXPECT_THAT(overview(HelpKind::kFull, 100), HasSubstr("\n  " + command.name + " "));
  }
  EXPECT_THAT(overview(HelpKind::kFull, 100), StartsWith("Eigenlake simulates"));
}

}  // namespace
}  // namespace eigenlake
