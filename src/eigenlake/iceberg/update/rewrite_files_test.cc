// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/update/rewrite_files.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "eigenlake/iceberg/testing/delete_action.h"
#include "eigenlake/iceberg/testing/small_table.h"
#include "eigenlake/iceberg/update/rewrite_manifests.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/object_store/faulty_object_store.h"

namespace eigenlake::iceberg {
namespace {

using testing::DeleteFileAction;
using testing::kSmallTable;
using testing::planned_rows;
using testing::small_file;
using testing::SmallLake;

Result<Snapshot> append_file(Table& table, const std::string& name, int64_t rows, int day = 0) {
  AppendOptions options;
  options.files = {small_file(table, name, rows, day)};
  options.tag = "v_" + name;
  return append(table, options);
}

RewriteFilesOptions merge_of(const Table& table, const std::vector<std::string>& names, int64_t rows,
                             const std::string& result) {
  RewriteFilesOptions options;
  for (const std::string& name : names)
    options.removed_files.insert(table.recorded_path("data/" + name + ".parquet"));
  options.added_files = {small_file(table, result, rows)};
  options.sequence_number = table.metadata().last_sequence_number;
  options.summary = {{"eigenlake.maintenance", "compact"}};
  return options;
}

std::vector<std::string> planned_names(const Table& table) {
  std::vector<std::string> names;
  const auto tasks = *plan_files(table);
  for (const FileScanTask& task : tasks) names.push_back(task.key.substr(task.key.rfind('/') + 1));
  std::ranges::sort(names);
  return names;
}

TEST(RewriteFiles, ReplacesFilesAndKeepsTheRowsOfOlderSnapshots) {
  SmallLake lake;
  Table table = lake.create();
  ASSERT_TRUE(append_file(table, "a", 1));
  const auto second = append_file(table, "b", 2);
  ASSERT_TRUE(append_file(table, "c", 4, 1));
  RewriteFilesAction action(table, merge_of(table, {"a", "b"}, 3, "ab"));
  const auto done = action.commit();
  ASSERT_TRUE(done) << done.error().to_string();
  const Table loaded = lake.load();
  EXPECT_EQ(planned_rows(loaded), 7);
  EXPECT_EQ(planned_names(loaded), (std::vector<std::string>{"ab.parquet", "c.parquet"}));
  EXPECT_EQ(plan_files(loaded, {.snapshot_id = second->snapshot_id, .filter = {}})->size(), 2u);
}

TEST(RewriteFiles, ReplaceKeepsTheTotals) {
  SmallLake lake;
  Table table = lake.create();
  ASSERT_TRUE(append_file(table, "a", 1));
  ASSERT_TRUE(append_file(table, "b", 2));
  RewriteFilesAction action(table, merge_of(table, {"a", "b"}, 3, "ab"));
  ASSERT_TRUE(action.commit());
  const SnapshotSummary summary = table.metadata().current_snapshot()->summary();
  EXPECT_EQ(summary.at("operation"), "replace");
  EXPECT_EQ(summary.at("added-data-files"), "1");
  EXPECT_EQ(summary.at("deleted-data-files"), "2");
  EXPECT_EQ(summary.at("deleted-records"), "3");
  EXPECT_EQ(summary.at("total-data-files"), "1");
  EXPECT_EQ(summary.at("total-records"), "3");
  EXPECT_EQ(summary.at("eigenlake.maintenance"), "compact");
}

TEST(RewriteFiles, NewFilesKeepTheSequenceNumberOfTheReadSnapshot) {
  SmallLake lake;
  Table table = lake.create();
  ASSERT_TRUE(append_file(table, "a", 1));
  ASSERT_TRUE(append_file(table, "b", 2));
  const RewriteFilesOptions options = merge_of(table, {"a", "b"}, 3, "ab");
  Table other = lake.load();
  ASSERT_TRUE(append_file(other, "c", 4));
  RewriteFilesAction action(table, options);
  ASSERT_TRUE(action.commit()) << "an append in between is no conflict";
  EXPECT_EQ(planned_rows(lake.load()), 7);
  const Table loaded = lake.load();
  const auto tasks = *plan_files(loaded);
  for (const FileScanTask& task : tasks) {
    if (task.key.ends_with("/ab.parquet")) {
      EXPECT_EQ(task.sequence_number, 2);
    }
    if (task.key.ends_with("/c.parquet")) {
      EXPECT_EQ(task.sequence_number, 3);
    }
  }
  EXPECT_EQ(loaded.metadata().last_sequence_number, 4);
}

TEST(RewriteFiles, RemovedFileIsAConflictThatLeavesNothing) {
  SmallLake lake;
  Table table = lake.create();
  ASSERT_TRUE(append_file(table, "a", 1));
  ASSERT_TRUE(append_file(table, "b", 2));
  Table other = lake.load();
  RewriteFilesAction first(other, merge_of(other, {"a", "b"}, 3, "other"));
  ASSERT_TRUE(first.commit());
  const size_t objects = lake.store->list("")->size();
  RewriteFilesAction second(table, merge_of(table, {"a", "b"}, 3, "ab"));
  EXPECT_EQ(second.commit().error().kind, ErrorKind::kConflict);
  EXPECT_EQ(planned_names(lake.load()), std::vector<std::string>{"other.parquet"});
  EXPECT_EQ(lake.store->list("")->size(), objects);
}

TEST(RewriteFiles, OnlyNewPositionDeletesConflict) {
  for (const FileContent content : {FileContent::kPositionDeletes, FileContent::kEqualityDeletes}) {
    SmallLake lake;
    Table table = lake.create();
    ASSERT_TRUE(append_file(table, "a", 1));
    ASSERT_TRUE(append_file(table, "b", 2));
    Table other = lake.load();
    DataFile deletes = small_file(other, "deletes", 1);
    deletes.content = content;
    if (content == FileContent::kEqualityDeletes) deletes.equality_ids = {3};
    ASSERT_TRUE(DeleteFileAction(other, deletes).commit());
    const auto done = RewriteFilesAction(table, merge_of(table, {"a", "b"}, 3, "ab")).commit();
    EXPECT_EQ(done.has_value(), content == FileContent::kEqualityDeletes);
    if (!done) {
      EXPECT_EQ(done.error().kind, ErrorKind::kConflict);
    }
  }
}

TEST(RewriteFiles, PositionDeletesOfAnotherPartitionDoNotConflict) {
  SmallLake lake;
  Table table = lake.create();
  ASSERT_TRUE(append_file(table, "a", 1));
  ASSERT_TRUE(append_file(table, "b", 2));
  Table other = lake.load();
  DataFile deletes = small_file(other, "deletes", 1, 7);
  deletes.content = FileContent::kPositionDeletes;
  ASSERT_TRUE(DeleteFileAction(other, deletes).commit());
  EXPECT_TRUE(RewriteFilesAction(table, merge_of(table, {"a", "b"}, 3, "ab")).commit());
}

TEST(RewriteFiles, EveryFaultLeavesTheOldFilesOrTheNewOnes) {
  for (const auto kind : {StoreFault::Kind::kFail, StoreFault::Kind::kLoseReply, StoreFault::Kind::kTear}) {
    for (uint64_t call = 1;; ++call) {
      SmallLake lake;
      Table table = lake.create();
      ASSERT_TRUE(append_file(table, "a", 1));
      ASSERT_TRUE(append_file(table, "b", 2));
      auto faulty = std::make_shared<FaultyObjectStore>(lake.store, StoreFault{call, kind, false});
      HadoopCatalog catalog(faulty);
      if (auto spoiled = catalog.load_table(kSmallTable)) {
        RewriteFilesAction action(*spoiled, merge_of(*spoiled, {"a", "b"}, 3, "ab"));
        std::ignore = action.commit();
      }
      Table seen = lake.load();
      EXPECT_EQ(planned_rows(seen), 3) << "call " << call;
      ASSERT_TRUE(append_file(seen, "c", 4)) << "call " << call;
      EXPECT_EQ(planned_rows(lake.load()), 7) << "call " << call;
      if (call > faulty->calls()) break;
    }
  }
}

TEST(RewriteManifests, OrdersByPartitionAndKeepsSequenceNumbers) {
  SmallLake lake;
  Table table = lake.create();
  for (int i = 0; i < 12; ++i) ASSERT_TRUE(append_file(table, "f" + std::to_string(i), 1 + i, i % 3));
  ASSERT_TRUE(RewriteManifestsAction(table, {}).commit());
  const auto manifests = *read_manifest_list(table, *table.metadata().current_snapshot());
  ASSERT_EQ(manifests.size(), 1u);
  EXPECT_EQ(manifests[0].existing_files_count, 12);
  EXPECT_EQ(manifests[0].min_sequence_number, 1);
  EXPECT_EQ(planned_rows(table), 12 * 13 / 2);
  const auto tasks = *plan_files(table);
  for (const FileScanTask& task : tasks)
    EXPECT_EQ(task.sequence_number, task.data_file.record_count) << "the i-th append brought i rows";
  const Manifest manifest = *read_manifest(table, manifests[0]);
  EXPECT_TRUE(std::ranges::is_sorted(manifest.entries, {}, [](const ManifestEntry& entry) {
    return std::get<int32_t>(entry.data_file.partition[0]);
  }));
}

TEST(RewriteManifests, ChangesNothingTheSecondTime) {
  SmallLake lake;
  Table table = lake.create();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(append_file(table, "f" + std::to_string(i), 1));
  ASSERT_TRUE(RewriteManifestsAction(table, {}).commit());
  const std::string version = table.version();
  const size_t objects = lake.store->list("")->size();
  RewriteManifestsAction again(table, {});
  ASSERT_TRUE(again.commit());
  EXPECT_FALSE(again.snapshot());
  EXPECT_EQ(table.version(), version);
  EXPECT_EQ(lake.store->list("")->size(), objects);
}

TEST(RewriteManifests, CutsAtTheTargetSize) {
  SmallLake lake;
  Table table = lake.create();
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(append_file(table, "f" + std::to_string(i), 1, i));
  int64_t bytes = 0;
  const auto before = *read_manifest_list(table, *table.metadata().current_snapshot());
  for (const auto& file : before) bytes += file.manifest_length;
  RewriteManifestsAction action(table, {.target_bytes = bytes / 4 + 1, .summary = {}});
  ASSERT_TRUE(action.commit());
  const auto manifests = *read_manifest_list(table, *table.metadata().current_snapshot());
  EXPECT_EQ(manifests.size(), 4u);
  EXPECT_EQ(planned_rows(table), 20);
  EXPECT_EQ(table.metadata().current_snapshot()->summary().at("manifests-replaced"), "20");
}

}  // namespace
}  // namespace eigenlake::iceberg
