// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/session/testing/filled_lake.h"
#include "eigenlake/session/testing/foreign_table.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class MaintainCommandTest : public ProgramTest {
 protected:
  static Json of(const Outcome& outcome, const std::string& name) {
    const auto tables = outcome.objects();
    for (const Json& table : tables)
      if (table["table"] == name) return table;
    ADD_FAILURE() << name << outcome.out;
    return {};
  }
  /// A file below the table that no snapshot names.
  std::string put_orphan() {
    const std::string key = "quantum_features/molecules/data/orphan.parquet";
    EXPECT_TRUE(lake().warehouse_store().put(key, "left by a writer that died"));
    return lake().warehouse_store().uri_of(key);
  }
  void lose_a_data_file(const std::string& name) {
    const Lake there = lake();
    const auto tables = LakeTables::load_all(there).value();
    const auto files = iceberg::plan_files(*tables.find(name)).value();
    ASSERT_TRUE(there.warehouse_store().remove(files.at(0).key));
  }
  bool is_there(const std::string& key) { return lake().warehouse_store().head(key).has_value(); }
};

TEST_F(MaintainCommandTest, EachTableIsAnObject) {
  fill(1, 1);
  fill(2, 1);
  const auto outcome = done({"maintain", "--json"});
  const Json molecules = of(outcome, "molecules");
  EXPECT_THAT(keys_of(molecules),
              ElementsAre("table", "dry_run", "snapshots_before", "snapshots_expired", "tags_expired",
                          "expired_files", "expired_bytes", "files_before", "files_after", "bytes_before",
                          "bytes_after", "bytes_saved", "conflicts", "manifests_before", "manifests_after",
                          "orphans", "orphan_bytes", "orphans_removed", "seconds", "error"));
  EXPECT_EQ(molecules["files_before"], 2);
  EXPECT_EQ(molecules["files_after"], 1);
  EXPECT_TRUE(molecules["error"].is_null());
}

TEST_F(MaintainCommandTest, TextHasOneLineForEachTable) {
  out_is_terminal_ = true;
  fill(1, 1);
  fill(2, 1);
  const auto lines = lines_of(done({"maintain"}).out);
  for (const char* heading : {"table", "snapshots", "files", "MB", "manifests", "orphans", "seconds"})
    EXPECT_THAT(lines[0], HasSubstr(heading));
  EXPECT_THAT(lines, Contains(AllOf(StartsWith("molecules"), HasSubstr("2 to 1"))));
  EXPECT_THAT(done({"maintain", "--quiet"}).out, IsEmpty());
}

TEST_F(MaintainCommandTest, DryRunChangesNothing) {
  fill(1, 1);
  fill(2, 1);
  const auto outcome = done({"maintain", "--dry-run", "--json"});
  EXPECT_EQ(of(outcome, "molecules")["dry_run"], true);
  EXPECT_EQ(done({"describe", "molecules", "--json"}).object()["files"], 2);
}

TEST_F(MaintainCommandTest, OneStepRunsAlone) {
  fill(1, 1);
  fill(2, 1);
  done({"maintain", "expire", "--keep-batches", "1", "--keep-days", "0", "--grace-minutes", "0"});
  EXPECT_EQ(done({"describe", "molecules", "--json"}).object()["files"], 2);
  done({"maintain", "compact", "--tables", "molecules"});
  EXPECT_EQ(done({"describe", "molecules", "--json"}).object()["files"], 1);
  EXPECT_EQ(done({"describe", "vqe_results", "--json"}).object()["files"], 2);
}

TEST_F(MaintainCommandTest, OrphansAreRemovedOnlyOnRequest) {
  fill(1, 1);
  const std::string uri = put_orphan();
  const std::vector<std::string> words = {"maintain", "orphans", "--older-than", "0"};
  const auto listed = done(words);
  EXPECT_THAT(lines_of(listed.out), Contains(uri));
  EXPECT_THAT(listed.err, HasSubstr("--delete"));
  EXPECT_TRUE(is_there("quantum_features/molecules/data/orphan.parquet"));
  auto removing = words;
  removing.insert(removing.end(), {"--delete", "--json"});
  const Json molecules = of(done(removing), "molecules");
  EXPECT_THAT(molecules["orphans"], ElementsAre(uri));
  EXPECT_EQ(molecules["orphans_removed"], true);
  EXPECT_FALSE(is_there("quantum_features/molecules/data/orphan.parquet"));
}

TEST_F(MaintainCommandTest, FreshOrphanIsKept) {
  fill(1, 1);
  put_orphan();
  EXPECT_THAT(of(done({"maintain", "orphans", "--delete", "--json"}), "molecules")["orphans"], IsEmpty());
  EXPECT_THAT(of(done({"maintain", "orphans", "--delete", "--older-than", "1e300", "--json"}),
                 "molecules")["orphans"],
              IsEmpty());
}

TEST_F(MaintainCommandTest, CheckOfAHealthyLakeFindsNoFault) {
  fill(1, 1);
  const auto outcome = done({"maintain", "check", "--json"});
  const Json molecules = of(outcome, "molecules");
  EXPECT_THAT(keys_of(molecules), ElementsAre("table", "snapshots", "manifests", "files", "bytes",
                                              "rows_read", "faults", "seconds"));
  EXPECT_EQ(molecules["files"], 1);
  EXPECT_EQ(molecules["rows_read"], 0);
  EXPECT_EQ(of(done({"maintain", "check", "--deep", "--json"}), "molecules")["rows_read"], 1);
  EXPECT_THAT(done({"maintain", "check"}).out, HasSubstr(" 0 faults\n"));
  EXPECT_THAT(done({"maintain", "check", "--quiet"}).out, IsEmpty());
}

TEST_F(MaintainCommandTest, LostFileIsAFault) {
  fill(1, 1);
  lose_a_data_file("molecules");
  const auto outcome = call({"maintain", "check", "--json"});
  EXPECT_EQ(outcome.code, ExitCode::kStore);
  const Json faults = of(outcome, "molecules")["faults"];
  ASSERT_THAT(faults, SizeIs(1));
  EXPECT_THAT(keys_of(faults[0]), ElementsAre("table", "snapshot_id", "file", "message"));
  EXPECT_THAT(faults[0]["file"].get<std::string>(), HasSubstr("molecules/data/"));
  const auto text = call({"maintain", "check"});
  EXPECT_EQ(text.code, ExitCode::kStore);
  EXPECT_THAT(lines_of(text.out)[0], StartsWith("molecules snapshot "));
  EXPECT_THAT(text.out, HasSubstr(" 1 fault\n"));
}

TEST_F(MaintainCommandTest, CheckAcceptsForeignTables) {
  fill(1, 1);
  put_foreign_table(lake(), "abacus", 2);
  const auto tables = done({"maintain", "check", "--tables", "abacus,labels", "--json"}).objects();
  std::vector<std::string> names;
  for (const Json& table : tables) names.push_back(table["table"]);
  EXPECT_THAT(names, Contains("abacus"));
  EXPECT_THAT(names, testing::Not(Contains("molecules")));
}

TEST_F(MaintainCommandTest, AcceptRequiresADeepCheck) {
  fill(1, 1);
  expect_refusal({"maintain", "--accept"}, ExitCode::kUsage, {"--accept"});
  expect_refusal({"maintain", "check", "--accept"}, ExitCode::kUsage, {"--deep"});
  expect_refusal({"maintain", "compact", "--deep", "--accept"}, ExitCode::kUsage, {"check"});
  done({"maintain", "check", "--deep", "--accept"});
  EXPECT_THAT(batches_of(lake()), SizeIs(2));
}

TEST_F(MaintainCommandTest, StepsTablesAndNumbersAreChecked) {
  expect_refusal({"maintain", "vacuum"}, ExitCode::kUsage, {"'vacuum'", "compact"});
  expect_refusal({"maintain", "check", "expire"}, ExitCode::kUsage, {"'expire'"});
  fill(1, 1);
  expect_refusal({"maintain", "--tables", "molecule"}, ExitCode::kUsage, {"'molecule'", "'molecules'"});
  expect_refusal({"maintain", "--keep-batches", "-1"}, ExitCode::kUsage, {"--keep-batches", "'-1'"});
}

TEST_F(MaintainCommandTest, MissingLakeIsNotCreated) {
  for (const char* step : {"expire", "check", "orphans"})
    expect_refusal({"maintain", step}, ExitCode::kBadInput, {folder_.place("lake")});
  EXPECT_FALSE(has_lake());
}

TEST_F(MaintainCommandTest, TerminalShowsAndRemovesProgress) {
  fill(1, 1);
  err_is_terminal_ = true;
  const std::string shown = done({"maintain", "check"}).err;
  EXPECT_THAT(shown, HasSubstr("molecules: 1 of 1 files"));
  EXPECT_TRUE(shown.ends_with("\r\033[K")) << shown;
  EXPECT_EQ(done({"maintain", "check", "--quiet"}).err, "");
}

}  // namespace
}  // namespace eigenlake
