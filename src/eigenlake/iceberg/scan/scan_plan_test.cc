// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "eigenlake/iceberg/codec/manifest_list_avro.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/spec/literal_binary.h"
#include "eigenlake/iceberg/spec/table_metadata_update.h"
#include "eigenlake/iceberg/testing/delete_action.h"
#include "eigenlake/iceberg/testing/small_table.h"
#include "eigenlake/iceberg/update/remove_rows.h"
#include "eigenlake/iceberg/update/rewrite_files.h"
#include "eigenlake/iceberg/update/table_changes.h"

/// What a scan reads and leaves out, file by file.
namespace eigenlake::iceberg {
namespace {

using Op = Predicate::Op;
using testing::DeleteFileAction;
using testing::small_file;
using testing::SmallLake;

/// One append for each day, of one file with 2^day rows.
struct DailyAppends {
  SmallLake lake;
  Table table = lake.create();
  std::vector<int64_t> snapshots;

  explicit DailyAppends(int days) {
    for (int day = 0; day < days; ++day) add(day);
  }
  void add(int day) {
    AppendOptions options;
    options.files = {small_file(table, "day" + std::to_string(day), int64_t{1} << day, day)};
    snapshots.push_back(append(table, options)->snapshot_id);
  }
  DataFile deletes(FileContent content, int day) const {
    DataFile file = small_file(table, "deletes" + std::to_string(day), 1, day);
    file.content = content;
    file.lower_bounds.clear();
    file.upper_bounds.clear();
    if (content == FileContent::kEqualityDeletes) file.equality_ids = {3};
    return file;
  }
};

int64_t rows_of(const std::vector<FileScanTask>& tasks) {
  int64_t rows = 0;
  for (const FileScanTask& task : tasks) rows += task.data_file.record_count;
  return rows;
}

TEST(PlanScan, ManifestsOfOtherPartitionsAreNotRead) {
  const DailyAppends t(4);
  const auto plan = plan_scan(t.table, {{}, {{"processing_date", Op::kEqual, {int32_t{20100}}}}});
  ASSERT_TRUE(plan) << plan.error().to_string();
  EXPECT_EQ(plan->files_total, 4);
  EXPECT_EQ(plan->manifests_total, 4);
  EXPECT_EQ(plan->manifests_read, 1);
  EXPECT_EQ(rows_of(plan->tasks), 4);
}

TEST(PlanScan, TableWithoutSnapshotsHasNothingToRead) {
  SmallLake lake;
  const Table table = lake.create();
  const auto plan = plan_scan(table);
  EXPECT_TRUE(plan->tasks.empty());
  EXPECT_EQ(plan->manifests_total, 0);
  EXPECT_EQ(plan_scan(table, {{}, {{"none", Op::kIsNull, {}}}}).error().kind, ErrorKind::kInvalidInput);
}

TEST(PlanScan, TasksHavePlaceAndSnapshot) {
  const DailyAppends t(2);
  const auto tasks = *plan_files(t.table);
  ASSERT_EQ(tasks.size(), 2u);
  EXPECT_EQ(tasks[0].added_snapshot_id, t.snapshots[1]) << "the newest manifest is the first";
  EXPECT_EQ(tasks[1].added_snapshot_id, t.snapshots[0]);
  EXPECT_EQ(tasks[0].sequence_number, 2);
  EXPECT_EQ(tasks[0].key, t.table.key_below("data/day1.parquet"));
  EXPECT_EQ(tasks[0].uri, t.table.store().uri_of(tasks[0].key));
}

TEST(PlanScan, ExcludedSnapshotsAreNotRead) {
  const DailyAppends t(4);
  const auto plan = plan_scan(t.table, {{}, {}, {t.snapshots[0], t.snapshots[2]}});
  EXPECT_EQ(rows_of(plan->tasks), 2 + 8);
  EXPECT_EQ(plan->manifests_read, 2);
  EXPECT_EQ(plan->files_total, 4) << "of the snapshot, not of the plan";
}

TEST(PlanScan, MergedManifestIsReadForOtherSnapshots) {
  DailyAppends t(2);
  ASSERT_TRUE(update_properties(t.table, {{"commit.manifest.min-count-to-merge", "2"}}));
  t.add(2);
  const auto plan = plan_scan(t.table, {{}, {}, {t.snapshots[0], t.snapshots[2]}});
  EXPECT_EQ(plan->manifests_read, 1);
  EXPECT_EQ(rows_of(plan->tasks), 2);
}

TEST(PlanScan, DeletesApplyWithinTheirPartition) {
  DailyAppends t(2);
  ASSERT_TRUE(DeleteFileAction(t.table, t.deletes(FileContent::kPositionDeletes, 1)).commit());
  const auto plan = plan_scan(t.table);
  EXPECT_EQ(plan->files_total, 2) << "a delete file is no data file";
  for (const FileScanTask& task : plan->tasks)
    EXPECT_EQ(task.deletes.size(), task.data_file.record_count == 2 ? 1u : 0u);
}

TEST(PlanScan, DeletesOfExcludedSnapshotsApply) {
  DailyAppends t(1);
  ASSERT_TRUE(DeleteFileAction(t.table, t.deletes(FileContent::kEqualityDeletes, 0)).commit());
  const int64_t deleter = t.table.metadata().current_snapshot()->snapshot_id;
  const auto plan = plan_scan(t.table, {{}, {}, {deleter}});
  ASSERT_EQ(plan->tasks.size(), 1u);
  EXPECT_EQ(plan->tasks[0].deletes.size(), 1u);
}

TEST(PlanScan, DataFileAmongDeletesIsAStoreError) {
  DailyAppends t(1);
  ASSERT_TRUE(DeleteFileAction(t.table, small_file(t.table, "rows", 1)).commit());
  const auto plan = plan_scan(t.table);
  EXPECT_EQ(plan.error().kind, ErrorKind::kStore);
  EXPECT_TRUE(plan.error().message.contains("data/rows.parquet")) << plan.error().message;
}

/// Rewrites the manifest list of the current snapshot.
void change_list(const DailyAppends& t, const std::function<void(ManifestFile&)>& change) {
  const Snapshot& snapshot = *t.table.metadata().current_snapshot();
  auto files = *read_manifest_list(t.table, snapshot);
  for (ManifestFile& file : files) change(file);
  const std::string key = *t.table.key_of(snapshot.manifest_list());
  ASSERT_TRUE(t.lake.store->put(key, *manifest_list_to_avro(files, snapshot.snapshot_id, {}, 1)));
}

TEST(PlanScan, ManifestsWithUnknownCountsAreRead) {
  const DailyAppends t(2);
  change_list(
      t, [](ManifestFile& file) { file.added_files_count = file.existing_files_count = kUnknownFileCount; });
  const auto plan = plan_scan(t.table);
  EXPECT_EQ(rows_of(plan->tasks), 3);
  EXPECT_EQ(plan->files_total, 0) << "as far as the list says";
}

TEST(PlanScan, ManifestsWithoutLiveFilesAreNotRead) {
  const DailyAppends t(2);
  change_list(t, [](ManifestFile& file) {
    file.added_files_count = 0;
    file.manifest_path += ".gone";
  });
  EXPECT_EQ(plan_scan(t.table)->manifests_read, 0);
}

TEST(PlanScan, ManifestOfWrongLengthOrSpecIsAStoreError) {
  const DailyAppends t(1);
  change_list(t, [](ManifestFile& file) { ++file.manifest_length; });
  const auto longer = plan_scan(t.table);
  EXPECT_EQ(longer.error().kind, ErrorKind::kStore);
  EXPECT_TRUE(longer.error().to_string().contains("bytes by the manifest list"))
      << longer.error().to_string();
  change_list(t, [](ManifestFile& file) { file.manifest_length = 0; });
  EXPECT_TRUE(plan_scan(t.table)) << "a list of version 1 may not know it";
  change_list(t, [](ManifestFile& file) { file.partition_spec_id = 7; });
  const auto spec = plan_scan(t.table);
  EXPECT_EQ(spec.error().kind, ErrorKind::kStore);
  EXPECT_TRUE(spec.error().message.contains("partition spec 7")) << spec.error().message;
}

}  // namespace
}  // namespace eigenlake::iceberg
