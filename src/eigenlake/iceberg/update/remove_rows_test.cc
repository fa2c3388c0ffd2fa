// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/update/remove_rows.h"

#include <gtest/gtest.h>

#include "eigenlake/iceberg/testing/small_table.h"
#include "eigenlake/iceberg/update/append.h"

namespace eigenlake::iceberg {
namespace {

using testing::planned_rows;
using testing::small_file;
using testing::SmallLake;

/// Position deletes, as far as a manifest says.
DataFile small_deletes(const Table& table, const std::string& name, const DataFile& of) {
  DataFile file;
  file.content = FileContent::kPositionDeletes;
  file.file_path = table.recorded_path("data/" + name + ".parquet");
  file.partition = of.partition;
  file.spec_id = of.spec_id;
  file.record_count = 1;
  file.file_size_bytes = 10;
  file.referenced_data_file = of.file_path;
  return file;
}

TEST(RemoveRows, DropsFilesAddsDeletesAndKeepsTheRest) {
  SmallLake lake;
  Table table = lake.create();
  const DataFile whole = small_file(table, "a", 1);
  const DataFile part = small_file(table, "b", 5, 1);
  ASSERT_TRUE(append(table, {.files = {whole, part}}));
  const int64_t before = append(table, {.files = {small_file(table, "c", 3)}})->snapshot_id;
  RemoveRowsAction action(table, {.removed_files = {whole.file_path},
                                  .added_files = {},
                                  .delete_files = {small_deletes(table, "d", part)},
                                  .expected_snapshot = before,
                                  .summary = {{"own", "pair"}},
                                  .tag = "v_gone"});
  ASSERT_TRUE(action.commit());
  const Table loaded = lake.load();
  const auto tasks = plan_files(loaded).value();
  ASSERT_EQ(tasks.size(), 2U);
  for (const auto& task : tasks)
    EXPECT_EQ(task.deletes.size(), task.data_file.file_path == part.file_path ? 1U : 0U);
  EXPECT_EQ(plan_files(loaded, {.snapshot_id = before, .filter = {}})->size(), 3U);
  const auto summary = loaded.metadata().current_snapshot()->summary();
  EXPECT_EQ(summary.at("operation"), "delete");
  EXPECT_EQ(summary.at("deleted-data-files"), "1");
  EXPECT_EQ(summary.at("added-delete-files"), "1");
  EXPECT_EQ(summary.at("added-position-deletes"), "1");
  EXPECT_EQ(summary.at("total-records"), "8");
  EXPECT_EQ(summary.at("own"), "pair");
  EXPECT_EQ(loaded.metadata().refs.at("v_gone").snapshot_id, loaded.metadata().current_snapshot_id);
}

TEST(RemoveRows, RewrittenFilesReplaceOldOnes) {
  SmallLake lake;
  Table table = lake.create();
  const DataFile old = small_file(table, "a", 5);
  const int64_t before = append(table, {.files = {old}})->snapshot_id;
  RemoveRowsAction action(table, {.removed_files = {old.file_path},
                                  .added_files = {small_file(table, "b", 4)},
                                  .delete_files = {},
                                  .expected_snapshot = before,
                                  .summary = {},
                                  .tag = {}});
  ASSERT_TRUE(action.commit());
  EXPECT_EQ(planned_rows(lake.load()), 4);
  EXPECT_EQ(lake.load().metadata().current_snapshot()->summary().at("operation"), "overwrite");
}

TEST(RemoveRows, MovedFilesAreAConflict) {
  SmallLake lake;
  Table table = lake.create();
  const DataFile old = small_file(table, "a", 5);
  const int64_t before = append(table, {.files = {old}})->snapshot_id;
  Table other = lake.load();
  ASSERT_TRUE(append(other, {.files = {small_file(other, "b", 2)}}));
  RemoveRowsAction action(table, {.removed_files = {old.file_path},
                                  .added_files = {},
                                  .delete_files = {},
                                  .expected_snapshot = before,
                                  .summary = {},
                                  .tag = {}});
  EXPECT_EQ(action.commit().error().kind, ErrorKind::kConflict);
  EXPECT_EQ(planned_rows(lake.load()), 7);
}

}  // namespace
}  // namespace eigenlake::iceberg
