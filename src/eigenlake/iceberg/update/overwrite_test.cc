// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/update/overwrite.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "eigenlake/iceberg/testing/small_table.h"
#include "eigenlake/iceberg/update/append.h"

namespace eigenlake::iceberg {
namespace {

using testing::planned_rows;
using testing::small_file;
using testing::SmallLake;

int64_t append_rows(Table& table, const std::string& name, int64_t rows, int day = 0) {
  return append(table, {.files = {small_file(table, name, rows, day)}})->snapshot_id;
}

OverwriteOptions rows_instead(const Table& table, int64_t rows) {
  return {.files = {small_file(table, "new", rows)},
          .expected_snapshot = table.metadata().current_snapshot_id,
          .summary = {{"own", "pair"}},
          .tag = "v_new",
          .properties = {{"formula", "2"}}};
}

TEST(Overwrite, ReplacesAllRowsAndKeepsEarlierSnapshots) {
  SmallLake lake;
  Table table = lake.create();
  append_rows(table, "a", 1);
  const int64_t before = append_rows(table, "b", 2, 1);
  OverwriteAction action(table, rows_instead(table, 7));
  ASSERT_TRUE(action.commit());
  const Table loaded = lake.load();
  EXPECT_EQ(planned_rows(loaded), 7);
  EXPECT_EQ(plan_files(loaded, {.snapshot_id = before, .filter = {}})->size(), 2u);
  const auto summary = loaded.metadata().current_snapshot()->summary();
  EXPECT_EQ(summary.at("operation"), "overwrite");
  EXPECT_EQ(summary.at("total-records"), "7");
  EXPECT_EQ(summary.at("deleted-records"), "3");
  EXPECT_EQ(summary.at("deleted-data-files"), "2");
  EXPECT_EQ(loaded.metadata().refs.at("v_new").snapshot_id, loaded.metadata().current_snapshot_id);
  EXPECT_EQ(loaded.metadata().properties.at("formula"), "2");
}

TEST(Overwrite, EmptyOverwriteLeavesAnEmptyTable) {
  SmallLake lake;
  Table table = lake.create();
  append_rows(table, "a", 1);
  OverwriteOptions options = rows_instead(table, 1);
  options.files.clear();
  OverwriteAction action(table, std::move(options));
  ASSERT_TRUE(action.commit());
  EXPECT_EQ(planned_rows(lake.load()), 0);
}

TEST(Overwrite, ConcurrentRowsAreAConflict) {
  SmallLake lake;
  Table table = lake.create();
  append_rows(table, "a", 1);
  Table other = lake.load();
  OverwriteAction action(table, rows_instead(table, 7));
  append_rows(other, "b", 2);
  const auto refused = action.commit();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kConflict);
  EXPECT_EQ(planned_rows(lake.load()), 3);
}

}  // namespace
}  // namespace eigenlake::iceberg
