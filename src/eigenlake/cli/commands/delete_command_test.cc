// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"
#include "eigenlake/session/testing/filled_lake.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class DeleteCommandTest : public ProgramTest {
 protected:
  DeleteCommandTest() : ids_(fill(1, 3)) {}
  int64_t count(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"sql", "select count(*) as n from molecules", "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return done(words).object()["n"];
  }
  const std::vector<std::string> ids_;
};

TEST_F(DeleteCommandTest, OneBatchRemovesTheRowsFromEveryTable) {
  const Json deleted = done({"delete", ids_[0].substr(0, 20), "--json"}).object();
  EXPECT_THAT(keys_of(deleted), ElementsAre("experiments", "rows", "batch_id", "dry_run", "seconds"));
  EXPECT_THAT(deleted["experiments"], ElementsAre(ids_[0]));
  EXPECT_EQ(deleted["rows"]["molecules"], 1);
  EXPECT_EQ(deleted["rows"]["vqe_iterations"], 3);
  EXPECT_EQ(deleted["rows"]["ml_run_summary"], 1);
  EXPECT_EQ(deleted["dry_run"], false);
  EXPECT_EQ(deleted["batch_id"], batches_of(lake()).back());
  EXPECT_EQ(count(), 2);
  EXPECT_EQ(count({"--batch", batches_of(lake())[0]}), 3);
}

TEST_F(DeleteCommandTest, ReasonIsStored) {
  done({"delete", ids_[0], "--reason", "a wrong geometry"});
  const Json row = done({"sql", "select deleted, reason from deletions", "--json"}).object();
  EXPECT_EQ(row["deleted"], true);
  EXPECT_EQ(row["reason"], "a wrong geometry");
}

TEST_F(DeleteCommandTest, TextCountsExperimentsAndRows) {
  const auto one = done({"delete", ids_[0]});
  EXPECT_THAT(lines_of(one.out)[0], testing::Eq("deleted 1 experiment"));
  EXPECT_THAT(one.out, HasSubstr("  molecules                       1 row\n"));
  EXPECT_THAT(one.out, Not(HasSubstr(" 0 rows")));
  EXPECT_THAT(one.out, HasSubstr(batches_of(lake()).back()));
  EXPECT_THAT(one.err, HasSubstr("run --force"));
  EXPECT_THAT(lines_of(done({"delete", ids_[1], ids_[2]}).out)[0], testing::Eq("deleted 2 experiments"));
}

TEST_F(DeleteCommandTest, QuietPrintsNothing) {
  const auto quiet = done({"delete", ids_[0], "--quiet"});
  EXPECT_EQ(quiet.out + quiet.err, "");
  EXPECT_EQ(count(), 2);
}

TEST_F(DeleteCommandTest, ConditionSelectsExperiments) {
  const Json deleted = done({"delete", "--where", "seed >= 2", "--json"}).object();
  auto expected = std::vector{ids_[1], ids_[2]};
  std::ranges::sort(expected);
  EXPECT_EQ(deleted["experiments"].get<std::vector<std::string>>(), expected);
  const Json none = done({"delete", "--where", "seed > 100", "--json"}).object();
  EXPECT_TRUE(none["experiments"].empty());
  EXPECT_EQ(none["batch_id"], "");
}

TEST_F(DeleteCommandTest, DryRunListsAndKeepsTheRows) {
  const auto text = done({"delete", ids_[0], "--dry-run"});
  EXPECT_THAT(text.out, HasSubstr("experiment"));
  EXPECT_THAT(text.out, HasSubstr(ids_[0].substr(0, 12)));
  EXPECT_THAT(text.out, HasSubstr("would delete 1 experiment\n"));
  const Json plan = done({"delete", ids_[0], "--dry-run", "--json"}).object();
  EXPECT_EQ(plan["dry_run"], true);
  EXPECT_EQ(plan["rows"]["molecules"], 1);
  EXPECT_EQ(plan["batch_id"], "");
  EXPECT_EQ(count(), 3);
  EXPECT_THAT(batches_of(lake()), SizeIs(2));
}

TEST_F(DeleteCommandTest, RepeatedDeletionIsANote) {
  done({"delete", ids_[0]});
  const auto again = done({"delete", ids_[0], "--json"});
  EXPECT_TRUE(again.object()["experiments"].empty());
  EXPECT_THAT(again.err, StartsWith(ids_[0].substr(0, 12)));
}

TEST_F(DeleteCommandTest, PurgeRemovesBytesAndSnapshots) {
  const Json plan = done({"delete", ids_[0], "--purge", "--dry-run", "--json"}).object();
  EXPECT_EQ(plan["rows"]["molecules"], 1);
  const Json purged = done({"delete", ids_[0], "--purge", "--json"}).object();
  EXPECT_THAT(keys_of(purged["purged"]), ElementsAre("snapshots", "batches", "files", "bytes"));
  EXPECT_GT(purged["purged"]["files"], 0);
  EXPECT_GT(purged["purged"]["bytes"], 0);
  EXPECT_EQ(count(), 2);
  EXPECT_EQ(call({"sql", "select 1 from molecules", "--batch", batches_of(lake())[0]}).code,
            ExitCode::kBadInput);
}

TEST_F(DeleteCommandTest, UsersTagStopsAPurge) {
  done({"tag", "create", "paper"});
  for (const bool dry_run : {true, false}) {
    std::vector<std::string> words = {"delete", ids_[0], "--purge"};
    if (dry_run) words.emplace_back("--dry-run");
    expect_refusal(words, ExitCode::kBadInput, {"paper"});
  }
  EXPECT_EQ(count(), 3);
}

TEST_F(DeleteCommandTest, IdsAndConditionExcludeEachOther) {
  expect_refusal({"delete"}, ExitCode::kUsage, {"--where"});
  expect_refusal({"delete", ids_[0], "--where", "true"}, ExitCode::kUsage, {"--where"});
  expect_refusal({"delete", "zz"}, ExitCode::kBadInput, {"'zz'"});
  expect_refusal({"delete", ""}, ExitCode::kUsage, {"empty"});
  expect_refusal({"delete", "--where", "true; select 1"}, ExitCode::kUsage, {"--where"});
  EXPECT_EQ(count(), 3);
}

TEST_F(DeleteCommandTest, EmptyReasonIsRejectedWithItsOrigin) {
  expect_refusal({"delete", ids_[0], "--reason", "\n"}, ExitCode::kUsage, {"flag --reason"});
  EXPECT_EQ(count(), 3);
}

TEST_F(DeleteCommandTest, MissingLakeIsNotCreated) {
  environment_["EIGENLAKE_LAKE"] = folder_.place("none");
  expect_refusal({"delete", ids_[0]}, ExitCode::kBadInput, {folder_.place("none")});
  EXPECT_FALSE(has_lake());
}

}  // namespace
}  // namespace eigenlake
