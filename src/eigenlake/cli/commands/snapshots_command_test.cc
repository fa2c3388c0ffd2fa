// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"
#include "eigenlake/session/testing/filled_lake.h"

namespace eigenlake {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SnapshotsCommandTest : public ReadingProgramTest {};
class SnapshotTagsTest : public ProgramTest {};

TEST_F(SnapshotsCommandTest, SnapshotsComeOldestFirstWithTheirBatches) {
  const auto batches = batches_of(lake());
  const auto snapshots = done({"snapshots", "molecules", "--json"}).objects();
  ASSERT_THAT(snapshots, SizeIs(2));
  EXPECT_THAT(keys_of(snapshots[0]), ElementsAre("snapshot_id", "committed_at", "operation", "added_rows",
                                                 "total_rows", "batch_id", "tags", "visible"));
  EXPECT_EQ(snapshots[0]["batch_id"], batches[0]);
  EXPECT_EQ(snapshots[1]["batch_id"], batches[2]);
  EXPECT_EQ(snapshots[1]["operation"], "append");
  EXPECT_EQ(snapshots[1]["added_rows"], 1);
  EXPECT_EQ(snapshots[1]["total_rows"], 3);
  EXPECT_EQ(snapshots[0]["visible"], false);
  EXPECT_EQ(snapshots[1]["visible"], true);
}

TEST_F(SnapshotTagsTest, TagsAreNamed) {
  fill(1, 1);
  done({"tag", "create", "paper"});
  const auto snapshots = done({"snapshots", "molecules", "--json"}).objects();
  ASSERT_THAT(snapshots, SizeIs(1));
  EXPECT_THAT(snapshots[0]["tags"], Contains("paper"));
  EXPECT_THAT(done({"snapshots", "molecules"}).out, HasSubstr("paper"));
}

TEST_F(SnapshotsCommandTest, TextMarksTheSnapshotThatQueriesRead) {
  out_is_terminal_ = true;
  const auto lines = lines_of(done({"snapshots", "molecules"}).out);
  ASSERT_THAT(lines, SizeIs(4));
  for (const char* heading :
       {"snapshot", "committed at", "operation", "added rows", "total rows", "batch", "tags", "read"})
    EXPECT_THAT(lines[0], HasSubstr(heading));
  EXPECT_THAT(lines[2], testing::Not(HasSubstr("here")));
  EXPECT_THAT(lines[3], EndsWith("here"));
}

TEST_F(SnapshotsCommandTest, ForeignSnapshotHasNoBatch) {
  const Json snapshot = done({"snapshots", "abacus", "--json"}).object();
  EXPECT_TRUE(snapshot["batch_id"].is_null());
  EXPECT_EQ(snapshot["total_rows"], 4);
  EXPECT_TRUE(snapshot["visible"]);
}

TEST_F(SnapshotsCommandTest, MissingTableHasNoSnapshots) {
  out_is_terminal_ = true;
  EXPECT_THAT(done({"snapshots", "labels", "--json"}).out, IsEmpty());
  EXPECT_THAT(lines_of(done({"snapshots", "labels"}).out), SizeIs(2));
}

TEST_F(SnapshotsCommandTest, KnownTableIsRequired) {
  expect_refusal({"snapshots"}, ExitCode::kUsage, {"TABLE"});
  expect_refusal({"snapshots", "molecules", "labels"}, ExitCode::kUsage, {"'labels'"});
  expect_refusal({"snapshots", "lables"}, ExitCode::kUsage, {"'lables'", "'labels'"});
  environment_["EIGENLAKE_LAKE"] = folder_.place("lake");
  expect_refusal({"snapshots", "labels"}, ExitCode::kBadInput, {folder_.place("lake")});
}

}  // namespace
}  // namespace eigenlake
