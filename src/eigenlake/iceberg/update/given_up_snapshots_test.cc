// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/testing/delete_action.h"
#include "eigenlake/iceberg/testing/small_table.h"
#include "eigenlake/iceberg/update/expire_snapshots.h"
#include "eigenlake/iceberg/update/overwrite.h"
#include "eigenlake/iceberg/update/remove_rows.h"
#include "eigenlake/iceberg/update/rewrite_files.h"
#include "eigenlake/iceberg/update/rewrite_manifests.h"
#include "eigenlake/iceberg/update/table_changes.h"

/// What commits write beside files, and what is given up of them.
namespace eigenlake::iceberg {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::planned_rows;
using testing::small_file;
using testing::SmallLake;

/// Appends of files that exist, each with a tag; day and rows count from 1.
struct TaggedLake : SmallLake {
  Table table = create();

  int64_t add(int day, std::map<std::string, std::string> summary = {}) {
    const std::string name = "f" + std::to_string(day);
    AppendOptions options;
    options.files = {small_file(table, name, day, day)};
    options.tag = "v" + std::to_string(day);
    options.summary = std::move(summary);
    EXPECT_TRUE(store->put(table.key_below("data/" + name + ".parquet"), "rows"));
    return append(table, options)->snapshot_id;
  }
  bool has_file(int day) { return *store->exists(table.key_below(fmt::format("data/f{}.parquet", day))); }
  std::string path(int day) const { return table.recorded_path(fmt::format("data/f{}.parquet", day)); }
  std::string summary(const char* key) const {
    return table.metadata().current_snapshot()->summary_value(key).value_or("none");
  }
};

/// Replaces all files by one.
void overwrite_by(TaggedLake& lake, int day) {
  OverwriteOptions options;
  options.expected_snapshot = lake.table.metadata().current_snapshot_id;
  options.files = {small_file(lake.table, fmt::format("f{}", day), day, day)};
  EXPECT_TRUE(lake.store->put(lake.table.key_below(fmt::format("data/f{}.parquet", day)), "rows"));
  EXPECT_TRUE(OverwriteAction(lake.table, options).commit());
}

TEST(GivenUpSnapshots, TakeTheirTagsAndFiles) {
  TaggedLake lake;
  const int64_t first = lake.add(1);
  const int64_t second = lake.add(2);
  overwrite_by(lake, 3);
  const auto report = expire_snapshots(lake.table, ExpiredSnapshots{{"v1", "v2"}, {first, second}});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_TRUE(report->files_removed);
  EXPECT_THAT(report->expired.refs, ElementsAre("v1", "v2"));
  EXPECT_EQ(report->files.data_files, (std::set<std::string>{lake.path(1), lake.path(2)}));
  EXPECT_EQ(report->files.data_bytes, 1001 + 1002);
  EXPECT_FALSE(lake.has_file(1) || lake.has_file(2));
  EXPECT_TRUE(lake.has_file(3));
  EXPECT_EQ(lake.table.metadata().snapshots.size(), 1u);
}

TEST(GivenUpSnapshots, StayWhileAnotherRefNamesThem) {
  TaggedLake lake;
  const int64_t first = lake.add(1);
  const int64_t second = lake.add(2);
  overwrite_by(lake, 3);
  const int64_t current = *lake.table.metadata().current_snapshot_id;
  ASSERT_TRUE(create_tag(lake.table, "paper", first));
  ASSERT_TRUE(set_ref(lake.table, "side", {second, SnapshotRef::Kind::kBranch, {}, {}, {}}));
  const auto report = expire_snapshots(
      lake.table, ExpiredSnapshots{{"v1", "v2", "side", "none"}, {first, second, current, 777}});
  ASSERT_TRUE(report);
  EXPECT_THAT(report->expired.refs, ElementsAre("v1", "v2")) << "a branch is not given up by name";
  EXPECT_THAT(report->expired.snapshot_ids, IsEmpty());
  EXPECT_TRUE(lake.has_file(1) && lake.has_file(2));
  EXPECT_EQ(lake.table.metadata().snapshots.size(), 3u);
}

TEST(GivenUpSnapshots, AreDroppedWithoutReadingTheirFiles) {
  TaggedLake lake;
  const int64_t first = lake.add(1);
  overwrite_by(lake, 2);
  const std::string version = lake.table.version();
  ASSERT_TRUE(drop_snapshots(lake.table, {{"none"}, {777}}));
  EXPECT_EQ(lake.table.version(), version) << "nothing to drop";
  ASSERT_TRUE(lake.store->remove(*lake.table.key_of(lake.table.metadata().snapshots[0].manifest_list())));
  ASSERT_TRUE(drop_snapshots(lake.table, {{"v1"}, {first}}));
  EXPECT_EQ(lake.table.metadata().snapshots.size(), 1u);
  EXPECT_TRUE(lake.has_file(1)) << "an orphan now";
}

TEST(ExpireSnapshots, StatisticsExpireWithTheirSnapshot) {
  TaggedLake lake;
  const int64_t first = lake.add(1);
  overwrite_by(lake, 2);
  const int64_t second = *lake.table.metadata().current_snapshot_id;
  const auto path = [&](const char* name) {
    return lake.table.recorded_path(fmt::format("metadata/{}.puffin", name));
  };
  for (const char* name : {"first", "both", "second"})
    ASSERT_TRUE(lake.store->put(*lake.table.key_of(path(name)), "statistics"));
  ASSERT_TRUE(commit_change(lake.table, [&](TableMetadata& metadata) -> Result<bool> {
    const std::string entry = R"({{"snapshot-id":{},"statistics-path":"{}"}})";
    metadata.unknown_fields = {
        {"statistics", fmt::format("[{},{},{},{}]", fmt::format(fmt::runtime(entry), first, path("first")),
                                   fmt::format(fmt::runtime(entry), first, path("both")),
                                   fmt::format(fmt::runtime(entry), second, path("both")),
                                   fmt::format(fmt::runtime(entry), second, path("second")))}};
    return true;
  }));
  const auto report = expire_snapshots(lake.table, ExpiredSnapshots{{"v1"}, {first}});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->files.statistics, std::set<std::string>{path("first")});
  EXPECT_FALSE(*lake.store->exists(*lake.table.key_of(path("first"))));
  EXPECT_TRUE(*lake.store->exists(*lake.table.key_of(path("both"))));
  EXPECT_FALSE(lake.table.metadata().unknown_fields[0].second.contains(std::to_string(first)));
}

TEST(ExpireSnapshots, GcDisabledKeepsFiles) {
  TaggedLake lake;
  const int64_t first = lake.add(1);
  overwrite_by(lake, 2);
  ASSERT_TRUE(update_properties(lake.table, {{"gc.enabled", "false"}}));
  EXPECT_EQ(expire_snapshots(lake.table, ExpiredSnapshots{{"v1"}, {first}}).error().kind,
            ErrorKind::kUnsupported);
  EXPECT_TRUE(lake.has_file(1));
}

TEST(Append, CarriesMissingPairsFromTheParent) {
  TaggedLake lake;
  lake.add(1, {{"offsets", "5"}, {"note", "first"}});
  AppendOptions options;
  options.summary = {{"note", "second"}};
  options.carried_keys = {"offsets", "note", "absent"};
  ASSERT_TRUE(append(lake.table, options));
  EXPECT_EQ(lake.summary("offsets"), "5");
  EXPECT_EQ(lake.summary("note"), "second");
  EXPECT_EQ(lake.summary("absent"), "none");
  EXPECT_EQ(planned_rows(lake.table), 1) << "an append of nothing keeps the rows";
}

TEST(Append, CheckRunsBeforeEachAttempt) {
  TaggedLake lake;
  AppendOptions options;
  options.files = {small_file(lake.table, "x", 1)};
  options.check = [](const TableMetadata&) -> Result<> { return fail(ErrorKind::kConflict, "no longer"); };
  ASSERT_TRUE(update_properties(lake.table, {{"commit.retry.num-retries", "0"}}));
  EXPECT_EQ(append(lake.table, options).error().message, "no longer");
  EXPECT_TRUE(lake.table.metadata().snapshots.empty());
}

TEST(SnapshotSummaries, CountTheChangesOfEachOperation) {
  TaggedLake lake;
  lake.add(1);
  lake.add(2);
  EXPECT_EQ(lake.summary("changed-partition-count"), "1");
  EXPECT_EQ(lake.summary("total-records"), "3");
  RemoveRowsOptions removal;
  removal.removed_files = {lake.path(2)};
  removal.added_files = {small_file(lake.table, "rest", 1, 5)};
  removal.expected_snapshot = lake.table.metadata().current_snapshot_id;
  ASSERT_TRUE(RemoveRowsAction(lake.table, removal).commit());
  EXPECT_EQ(lake.summary("operation"), "overwrite");
  EXPECT_EQ(lake.summary("deleted-records"), "2");
  EXPECT_EQ(lake.summary("added-records"), "1");
  EXPECT_EQ(lake.summary("changed-partition-count"), "2");
  EXPECT_EQ(lake.summary("total-records"), "2");
  overwrite_by(lake, 4);
  EXPECT_EQ(lake.summary("deleted-data-files"), "2");
  EXPECT_EQ(lake.summary("total-records"), "4");
  EXPECT_EQ(lake.summary("changed-partition-count"), "3");
}

TEST(RewriteManifests, SummarizesItsWorkAndDropsRemovedEntries) {
  TaggedLake lake;
  for (int day = 1; day <= 3; ++day) lake.add(day);
  RemoveRowsOptions removal;
  removal.removed_files = {lake.path(2)};
  removal.expected_snapshot = lake.table.metadata().current_snapshot_id;
  ASSERT_TRUE(RemoveRowsAction(lake.table, removal).commit());
  RewriteManifestsAction action(lake.table, {.summary = {{"own", "pair"}}});
  ASSERT_TRUE(action.commit());
  EXPECT_EQ(lake.summary("operation"), "replace");
  EXPECT_EQ(lake.summary("own"), "pair");
  EXPECT_EQ(lake.summary("manifests-created"), "1");
  EXPECT_EQ(lake.summary("manifests-kept"), "0");
  EXPECT_EQ(lake.summary("entries-processed"), "2");
  EXPECT_EQ(lake.summary("total-records"), "4");
  const auto manifests = *read_manifest_list(lake.table, *lake.table.metadata().current_snapshot());
  ASSERT_EQ(manifests.size(), 1u);
  const Manifest manifest = *read_manifest(lake.table, manifests[0]);
  for (const ManifestEntry& entry : manifest.entries)
    EXPECT_EQ(entry.status, ManifestEntry::Status::kExisting);
}

TEST(RewriteManifests, DeleteManifestsAreRewrittenSeparately) {
  TaggedLake lake;
  lake.add(1);
  for (const char* name : {"d1", "d2"}) {
    DataFile deletes = small_file(lake.table, name, 1, 1);
    deletes.content = FileContent::kPositionDeletes;
    deletes.lower_bounds.clear();
    deletes.upper_bounds.clear();
    ASSERT_TRUE(testing::DeleteFileAction(lake.table, deletes).commit());
  }
  ASSERT_TRUE(RewriteManifestsAction(lake.table, {}).commit());
  EXPECT_EQ(lake.summary("manifests-kept"), "1");
  EXPECT_EQ(lake.summary("manifests-replaced"), "2");
  EXPECT_EQ(plan_files(lake.table)->at(0).deletes.size(), 2u);
}

TEST(RewriteFiles, OtherSpecIsRejected) {
  TaggedLake lake;
  lake.add(1);
  RewriteFilesOptions options;
  options.removed_files = {lake.path(1)};
  options.added_files = {small_file(lake.table, "new", 1)};
  options.added_files[0].spec_id = 7;
  options.sequence_number = lake.table.metadata().last_sequence_number;
  EXPECT_FALSE(RewriteFilesAction(lake.table, options).commit());
  EXPECT_EQ(planned_rows(lake.table), 1);
}

TEST(Refresh, LoadsTheNewestState) {
  TaggedLake lake;
  Table stale = lake.table;
  lake.add(1);
  EXPECT_EQ(planned_rows(stale), 0);
  ASSERT_TRUE(refresh(stale));
  EXPECT_EQ(planned_rows(stale), 1);
}

}  // namespace
}  // namespace eigenlake::iceberg
