// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"
#include "eigenlake/session/testing/filled_lake.h"

namespace eigenlake {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

/// A lake with two experiments in its tables.
class RecoverCommandTest : public ProgramTest {
 protected:
  RecoverCommandTest() { fill(1, 2); }
  static std::vector<std::string> tables_of(const Json& list) {
    std::vector<std::string> names;
    for (const Json& entry : list) names.push_back(entry["table"]);
    return names;
  }
};

TEST_F(RecoverCommandTest, WholeLakeHasLostNothing) {
  const Json report = done({"recover", "--json"}).object();
  EXPECT_THAT(keys_of(report), ElementsAre("found", "steps", "lost"));
  EXPECT_TRUE(report["found"].empty());
  EXPECT_EQ(report["lost"], 0);
  EXPECT_THAT(done({"recover"}).out, HasSubstr("nothing is lost"));
  EXPECT_THAT(done({"recover", "--quiet"}).out, IsEmpty());
}

TEST_F(RecoverCommandTest, LostTableIsNamedWithTheRemedies) {
  lose_table(lake(), "molecules");
  const auto outcome = call({"recover", "--json"});
  EXPECT_EQ(outcome.code, ExitCode::kStore);
  const Json report = outcome.object();
  EXPECT_EQ(report["lost"], 1);
  ASSERT_EQ(report["found"].size(), 1U);
  EXPECT_THAT(keys_of(report["found"][0]), ElementsAre("table", "found", "reason"));
  EXPECT_EQ(report["found"][0]["table"], "molecules");
  EXPECT_EQ(report["found"][0]["found"], "lost");
  const auto text = call({"recover"});
  EXPECT_EQ(text.code, ExitCode::kStore);
  EXPECT_THAT(text.out, HasSubstr("molecules"));
  for (const char* way : {"--from metadata", "--from snapshots", "--from raw", "--accept TABLE"})
    EXPECT_THAT(text.out, HasSubstr(way));
}

TEST_F(RecoverCommandTest, RawObjectsRestoreTheRows) {
  lose_table(lake(), "molecules");
  const auto dry = call({"recover", "--from", "raw", "--dry-run", "--json"});
  EXPECT_THAT(tables_of(dry.object()["steps"]), Contains("molecules"));
  EXPECT_NE(call({"sql", "select count(*) from molecules"}).code, ExitCode::kOk);
  const Json report = done({"recover", "--from", "raw", "--json"}).object();
  EXPECT_THAT(keys_of(report["steps"][0]), ElementsAre("table", "step", "whole"));
  EXPECT_EQ(report["lost"], 0);
  EXPECT_EQ(done({"sql", "select count(*) as n from molecules", "--json"}).object()["n"], 2);
  done({"recover"});
}

TEST_F(RecoverCommandTest, LossIsAccepted) {
  lose_table(lake(), "molecules");
  const auto outcome = done({"recover", "--accept", "molecules"});
  EXPECT_THAT(lines_of(outcome.out), Contains(StartsWith("molecules: ")));
  EXPECT_EQ(done({"recover", "--json"}).object()["lost"], 0);
}

TEST_F(RecoverCommandTest, AcceptAndTablesRequireEachOther) {
  expect_refusal({"recover", "--accept"}, ExitCode::kUsage, {"--accept"});
  expect_refusal({"recover", "molecules"}, ExitCode::kUsage, {"--accept"});
  expect_refusal({"recover", "--accept", "molecules", "--from", "raw"}, ExitCode::kUsage,
                 {"--from", "--accept"});
  expect_refusal({"recover", "--accept", "molecule"}, ExitCode::kUsage, {"molecule"});
  expect_refusal({"recover", "--accept", "molecules"}, ExitCode::kUsage, {"molecules"});
  expect_refusal({"recover", "--from", "backup"}, ExitCode::kUsage, {"'backup'", "snapshots"});
}

TEST_F(RecoverCommandTest, MissingLakeIsNotCreated) {
  environment_["EIGENLAKE_LAKE"] = folder_.place("none");
  expect_refusal({"recover"}, ExitCode::kBadInput, {folder_.place("none")});
  EXPECT_FALSE(has_lake());
}

}  // namespace
}  // namespace eigenlake
