// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/invocation/parse_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/cli/command_list.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;
using Words = std::vector<std::string>;

ParsedWords parsed(const Words& words, std::string_view command = "scan") {
  const auto result = parse_words(*find_command(command), words);
  EXPECT_TRUE(result) << result.error().to_string();
  return result.value_or(ParsedWords());
}

GivenFlags flags_of(const Words& words, std::string_view command = "scan") {
  return parsed(words, command).flags;
}

std::string refusal(const Words& words, std::string_view command = "scan") {
  const auto result = parse_words(*find_command(command), words);
  EXPECT_FALSE(result);
  return result ? "" : result.error().message;
}

TEST(ParseWords, OperandsAndFlagsStandInAnyOrder) {
  const ParsedWords words = parsed({"a.json", "--basis", "6-31g", "b.json", "--json", "-"});
  EXPECT_THAT(words.operands, ElementsAre("a.json", "b.json", "-"));
  EXPECT_THAT(words.flags,
              UnorderedElementsAre(Pair("basis", ElementsAre("6-31g")), Pair("json", ElementsAre("true"))));
  EXPECT_EQ(words.help, HelpKind::kNone);
}

TEST(ParseWords, FlagWithABareValueLeavesTheNextWordAlone) {
  const ParsedWords words = parsed({"--report", "a.json"}, "run");
  EXPECT_THAT(words.operands, ElementsAre("a.json"));
  EXPECT_THAT(words.flags, ElementsAre(Pair("report", ElementsAre("report.html"))));
  EXPECT_THAT(flags_of({"--report=b.html", "a.json"}, "run"),
              ElementsAre(Pair("report", ElementsAre("b.html"))));
}

TEST(ParseWords, ValuesFollowOrAreInTheWord) {
  for (const Words& words : {Words{"--ansatz-reps", "3"}, {"--ansatz-reps=3"}, {"-ar", "3"}, {"-ar=3"}})
    EXPECT_THAT(flags_of(words), ElementsAre(Pair("ansatz-reps", ElementsAre("3")))) << words[0];
  for (const Words& words : {Words{"-b", "x"}, {"-bx"}, {"-b=x"}, {"--basis=x"}})
    EXPECT_THAT(flags_of(words), ElementsAre(Pair("basis", ElementsAre("x")))) << words[0];
  EXPECT_THAT(flags_of({"--label=a=b"}), ElementsAre(Pair("label", ElementsAre("a=b"))));
  EXPECT_THAT(flags_of({"--topic="}), ElementsAre(Pair("topic", ElementsAre(""))));
}

TEST(ParseWords, RepeatedFlagsKeepTheirOrder) {
  EXPECT_THAT(flags_of({"--seed", "7", "--seed=1..2", "--seed", "0"}),
              ElementsAre(Pair("seed", ElementsAre("7", "1..2", "0"))));
}

TEST(ParseWords, FlagTakesTheNextWordWhateverItIs) {
  EXPECT_THAT(flags_of({"--max-iterations", "-5"}), ElementsAre(Pair("max-iterations", ElementsAre("-5"))));
  EXPECT_THAT(flags_of({"--lake", "--json"}), ElementsAre(Pair("lake", ElementsAre("--json"))));
}

TEST(ParseWords, TruthMayBeGivenWithAnEqualsSign) {
  EXPECT_THAT(flags_of({"--json=false"}), ElementsAre(Pair("json", ElementsAre("false"))));
  const ParsedWords words = parsed({"--json", "false"});
  EXPECT_THAT(words.operands, ElementsAre("false"));
}

TEST(ParseWords, ScanTakesTwoWords) {
  EXPECT_THAT(flags_of({"--bond", "0,1", "-1:1:3"}), ElementsAre(Pair("bond", ElementsAre("0,1 -1:1:3"))));
  EXPECT_THAT(flags_of({"--bond=0,1", "1:2:3"}), ElementsAre(Pair("bond", ElementsAre("0,1 1:2:3"))));
  EXPECT_EQ(refusal({"--bond", "0,1"}), "flag --bond: must be I,J FIRST:LAST:NUMBER, got '0,1' alone");
}

TEST(ParseWords, MissingValueIsNamed) {
  EXPECT_EQ(refusal({"x.json", "--lake"}), "--lake requires a value");
  EXPECT_EQ(refusal({"-f"}), "--file requires a value");
}

TEST(ParseWords, UnknownOptionsAreNamed) {
  EXPECT_EQ(refusal({"--basiss=x"}), "eigenlake scan has no option --basiss; did you mean '--basis'?");
  EXPECT_EQ(refusal({"--basis", "x", "-x"}), "eigenlake scan has no option -x");
  EXPECT_EQ(refusal({"--", "x"}), "eigenlake scan has no option --");
  EXPECT_EQ(refusal({"--basis", "x"}, "tables"), "eigenlake tables has no option --basis");
}

TEST(ParseWords, SecretsAreNeverFlagsNorRepeated) {
  for (const Words& words : {Words{"--s3-secret-key", "sesame"}, {"--s3-secret-key=sesame"}})
    EXPECT_EQ(
        refusal(words, "tables"),
        "set s3-secret-key in the environment or the configuration file: others can read the command line");
}

TEST(ParseWords, SqlCommentIsAnOperand) {
  for (const char* query : {"-- all\nselect 1", "--all=1\nselect 1", "-- a=b", "--(x)", "--x y"})
    EXPECT_THAT(parsed({query}, "sql").operands, ElementsAre(query));
}

TEST(ParseWords, HelpIsNoSetting) {
  for (const char* word : {"--help", "-h"}) {
    EXPECT_NE(parsed({word}).help, HelpKind::kNone) << word;
    EXPECT_THAT(flags_of({word}), IsEmpty());
  }
}

TEST(FindCommandWord, ValuesOfFlagsAreNoCommand) {
  EXPECT_EQ(find_command_word(Words{"--lake", "tables", "sql"}), 2u);
  EXPECT_EQ(find_command_word(Words{"--lake=tables", "sql"}), 1u);
  EXPECT_EQ(find_command_word(Words{"--json", "sql"}), 1u);
  EXPECT_EQ(find_command_word(Words{"--bond", "a", "b", "scan"}), 3u);
  EXPECT_EQ(find_command_word(Words{"--s3-secret-key", "sesame", "tables"}), 2u);
  EXPECT_EQ(find_command_word(Words{"--json"}), 1u);
}

}  // namespace
}  // namespace eigenlake
