// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <unistd.h>

#include "eigenlake/cli/testing/test_program.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/session/testing/filled_lake.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class DoctorCommandTest : public ProgramTest {
 protected:
  static Json of(const std::vector<Json>& checks, const std::string& name) {
    for (const Json& check : checks)
      if (check["check"] == name) return check;
    ADD_FAILURE() << name;
    return {};
  }
};

TEST_F(DoctorCommandTest, EachCheckIsAnObject) {
  fill(1, 1);
  const auto checks = done({"doctor", "--json"}).objects();
  for (const char* name : {"eigenlake", "Arrow", "DuckDB", "basis sets", "processor", "memory", "lake",
                           "disk", "tables", "batches", "quarantine"}) {
    const Json check = of(checks, name);
    EXPECT_THAT(keys_of(check), ElementsAre("check", "finding", "good"));
    EXPECT_EQ(check["good"], true) << name;
  }
}

TEST_F(DoctorCommandTest, TextHasOneLineForEach) {
  const auto lines = lines_of(done({"doctor"}).out);
  for (const std::string& line : lines) EXPECT_THAT(line, StartsWith("ok "));
  EXPECT_THAT(lines, Contains(StartsWith("ok   DuckDB      v")));
}

TEST_F(DoctorCommandTest, ConfigurationFilesAreNamed) {
  EXPECT_EQ(of(done({"doctor", "--json"}).objects(), "settings")["finding"], "no configuration file");
  search_ = {.folder = folder_.path().string(), .user = ::geteuid()};
  const std::string here = folder_.write("eigenlake.toml", "basis = '6-31g'\n");
  const std::string named = folder_.write("named.toml", "threads = 1\n");
  const auto outcome = done({"doctor", "--json", "--config", named});
  EXPECT_EQ(of(outcome.objects(), "settings")["finding"], here + " (of this folder), " + named + " (named)");
  EXPECT_EQ(outcome.err, "");
}

TEST_F(DoctorCommandTest, MissingLakeIsFine) {
  const auto checks = done({"doctor", "--json"}).objects();
  EXPECT_THAT(of(checks, "lake")["finding"].get<std::string>(), HasSubstr(folder_.place("lake")));
  EXPECT_FALSE(has_lake());
}

TEST_F(DoctorCommandTest, QuarantinedObjectIsWrong) {
  fill(1, 1);
  ASSERT_TRUE(lake().raw_store().put(std::string(kRawPrefix) + "bad.json", "no json"));
  EXPECT_EQ(call({"ingest"}).code, ExitCode::kQuarantined);
  const auto outcome = call({"doctor", "--json"});
  EXPECT_EQ(outcome.code, ExitCode::kQuarantined);
  EXPECT_EQ(of(outcome.objects(), "quarantine")["good"], false);
  EXPECT_THAT(lines_of(call({"doctor"}).out),
              Contains(AllOf(StartsWith("BAD  quarantine"), HasSubstr("1 raw"))));
}

TEST_F(DoctorCommandTest, LostTableIsWrong) {
  fill(1, 1);
  lose_table(lake(), "molecules");
  const auto outcome = call({"doctor", "--json"});
  EXPECT_EQ(outcome.code, ExitCode::kStore);
  const Json tables = of(outcome.objects(), "tables");
  EXPECT_EQ(tables["good"], false);
  EXPECT_THAT(tables["finding"].get<std::string>(), HasSubstr("molecules"));
}

TEST_F(DoctorCommandTest, InvalidSettingsAreWrong) {
  environment_["EIGENLAKE_CATALOG_URI"] = "mysql://host/db";
  const auto outcome = call({"doctor", "--json"});
  EXPECT_EQ(outcome.code, ExitCode::kStore);
  const Json lake_check = of(outcome.objects(), "lake");
  EXPECT_EQ(lake_check["good"], false);
  EXPECT_THAT(lake_check["finding"].get<std::string>(), HasSubstr("EIGENLAKE_CATALOG_URI"));
}

TEST_F(DoctorCommandTest, NonUtf8PlaceIsAccepted) {
  environment_["EIGENLAKE_LAKE"] = folder_.place("lake\xff");
  EXPECT_THAT(of(done({"doctor", "--json"}).objects(), "lake")["finding"].get<std::string>(),
              HasSubstr("lake\uFFFD"));
}

TEST_F(DoctorCommandTest, OperandIsRejected) {
  expect_refusal({"doctor", "who"}, ExitCode::kUsage, {"'who'"});
}

}  // namespace
}  // namespace eigenlake
