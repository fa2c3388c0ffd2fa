// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class DescribeCommandTest : public ReadingProgramTest {};

TEST_F(DescribeCommandTest, JsonHasTheTableItsSizeAndItsColumns) {
  const Json table = done({"describe", "molecules", "--json"}).object();
  EXPECT_THAT(keys_of(table), ElementsAre("table", "description", "row_per", "key", "partition", "rows",
                                          "files", "bytes", "location", "properties", "columns"));
  EXPECT_EQ(table["table"], "molecules");
  EXPECT_EQ(table["row_per"], "experiment");
  EXPECT_THAT(table["key"], ElementsAre("experiment_id", "molecule_id"));
  EXPECT_EQ(table["rows"], 3);
  EXPECT_THAT(table["location"].get<std::string>(), HasSubstr("quantum_features/molecules"));
  const Json& column = table["columns"][0];
  EXPECT_THAT(keys_of(column), ElementsAre("id", "name", "type", "required", "doc"));
  EXPECT_TRUE(column["required"].is_boolean());
}

TEST_F(DescribeCommandTest, MissingTableHasNoLocationAndNoIds) {
  const Json table = done({"describe", "labels", "--json"}).object();
  EXPECT_FALSE(table.contains("location"));
  EXPECT_EQ(table["rows"], 0);
  EXPECT_THAT(keys_of(table["columns"][0]), ElementsAre("name", "type", "required", "doc"));
}

TEST_F(DescribeCommandTest, TextBeginsWithTheNameAndListsEachColumn) {
  const auto lines = lines_of(done({"describe", "molecules"}).out);
  EXPECT_THAT(lines[0], StartsWith("molecules: "));
  EXPECT_THAT(lines[1],
              AllOf(HasSubstr("one row per experiment"), HasSubstr("key experiment_id, molecule_id")));
  EXPECT_THAT(lines[2], HasSubstr("3 rows in 2 files"));
  EXPECT_THAT(lines[3], HasSubstr("quantum_features/molecules"));
  EXPECT_THAT(lines[5],
              AllOf(HasSubstr("column"), HasSubstr("type"), HasSubstr("null"), HasSubstr("meaning")));
  EXPECT_THAT(lines, Contains(AllOf(StartsWith("experiment_id"), HasSubstr("string"))));
}

TEST_F(DescribeCommandTest, NameMayHaveItsNamespace) {
  EXPECT_EQ(done({"describe", "quantum_features.molecules"}).out, done({"describe", "molecules"}).out);
}

TEST_F(DescribeCommandTest, ForeignTableIsDescribedByItsMetadata) {
  const Json table = done({"describe", "abacus", "--json"}).object();
  EXPECT_EQ(table["description"], "What somebody noted");
  EXPECT_EQ(table["row_per"], "row");
  EXPECT_THAT(table["key"], ElementsAre("id"));
  EXPECT_EQ(table["columns"][0]["doc"], "counts from 0");
  const auto lines = lines_of(done({"describe", "abacus"}).out);
  EXPECT_EQ(lines[0], "abacus: What somebody noted");
  EXPECT_THAT(lines[1], StartsWith("key id; partitions none"));
}

TEST_F(DescribeCommandTest, UnknownNameIsReportedBeforeAMissingLake) {
  environment_["EIGENLAKE_LAKE"] = folder_.place("lake");
  expect_refusal({"describe", "molecule"}, ExitCode::kUsage, {"'molecule'", "'molecules'"});
  expect_refusal({"describe", "molecules"}, ExitCode::kBadInput, {folder_.place("lake")});
  expect_refusal({"describe"}, ExitCode::kUsage, {"TABLE"});
}

TEST_F(DescribeCommandTest, NarrowTerminalCutsTheMeanings) {
  out_is_terminal_ = true;
  terminal_width_ = 60;
  for (const std::string& line : lines_of(done({"describe", "molecules"}).out))
    if (line.contains("…")) return;
  ADD_FAILURE() << "no line was cut";
}

}  // namespace
}  // namespace eigenlake
