// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/known/snapshots_without_experiments.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/spec/predicate.h"
#include "eigenlake/ingest/experiment_rows.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/ingest/label_batch.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/maintenance/maintain.h"
#include "eigenlake/maintenance/purge.h"

namespace eigenlake {
namespace {

/// The files that a query for one experiment opens in a table.
std::vector<iceberg::FileScanTask> files_of(const Lake& lake, const char* table, const std::string& id) {
  const auto tables = LakeTables::load_all(lake).value();
  const iceberg::Filter filter = {{"experiment_id", iceberg::Predicate::Op::kEqual, {id}}};
  const auto& found = *tables.find(table);
  // Not by the filter: bounds of so small files would exclude most of them already.
  const auto excluded =
      snapshots_without_experiments(lake, found, *found.metadata().current_snapshot_id, filter);
  return iceberg::plan_scan(found, {.filter = {}, .excluded_snapshots = excluded}).value().tasks;
}

TEST(SnapshotsWithoutExperiments, KeepFilesOfBatchForAnyIndex) {
  constexpr int kBatches = 12;
  TestLake test;
  const Lake lake = test.open();
  for (int i = 0; i < kBatches; ++i) {
    test.put_avro(fmt::format("{}.avro", i), {small_record(i)});
    ASSERT_TRUE(ingest(lake, {}));
  }
  const auto early = visible_contents(lake).experiments.at("molecules");
  for (const auto& id : early) {
    for (const char* table : {"molecules", "vqe_iterations"}) EXPECT_EQ(files_of(lake, table, id).size(), 1U);
  }
  EXPECT_EQ(early.size(), size_t{kBatches});
  EXPECT_EQ(files_of(lake, "molecules", std::string(64, '0')).size(), size_t{kBatches});
  // Maintenance moves rows out of the files of their batches.
  ASSERT_TRUE(maintain(lake, {.grace_ms = 0}));
  for (int i = kBatches; i < 2 * kBatches; ++i) {
    test.put_avro(fmt::format("{}.avro", i), {small_record(i)});
    ASSERT_TRUE(ingest(lake, {}));
  }
  const auto total = files_of(lake, "molecules", std::string(64, '0')).size();
  const auto all = visible_contents(lake).experiments.at("molecules");
  EXPECT_EQ(all.size(), size_t{2 * kBatches});
  EXPECT_EQ(total, size_t{kBatches} + 1);
  const auto expect_files = [&](size_t of_early, size_t of_late) {
    for (const auto& id : all)
      EXPECT_EQ(files_of(lake, "molecules", id).size(), early.contains(id) ? of_early : of_late);
  };
  expect_files(1, 2);
  // A copy that is older than the lake excludes no batch that it does not know.
  const auto old_copy = test.state_store().get("index/known.txt").value();
  test.put_avro("last.avro", {small_record(2 * kBatches)});
  ASSERT_TRUE(ingest(lake, {}));
  expect_files(1, 2);
  ASSERT_TRUE(test.state_store().put("index/known.txt", old_copy));
  expect_files(2, 3);
  // One that was made from the tables knows them all; here also where manifests hold files of many batches.
  ASSERT_TRUE(test.state_store().remove("index/known.txt"));
  expect_files(total + 1, total + 1);
  ASSERT_TRUE(maintain(lake, {.steps = {MaintenanceStep::kManifests}, .grace_ms = 0}));
  expect_files(1, 2);
}

TEST(SnapshotsWithoutExperiments, SideTableRowsComeWithAnyBatch) {
  TestLake test;
  const Lake lake = test.open();
  RunRecord record = small_record(0);
  record.run_options = R"({"labels": {"series": "a"}})";
  test.put_avro("0.avro", {record});
  ASSERT_TRUE(ingest(lake, {}));
  const auto id = *visible_contents(lake).experiments.at("molecules").begin();
  for (int i = 1; i < 10; ++i)
    ASSERT_TRUE(set_labels(lake, std::vector<LabelChange>{{id, "series", std::to_string(i)}}));
  EXPECT_EQ(files_of(lake, "labels", id).size(), 10U);
}

TEST(SnapshotsWithoutExperiments, FilesRewrittenByPurgeHoldEarlierRows) {
  TestLake test;
  const Lake lake = test.open();
  test.put_avro("both.avro", {small_record(100), small_record(101)});
  ASSERT_TRUE(ingest(lake, {}));
  const auto both = visible_contents(lake).experiments.at("molecules");
  for (int i = 0; i < 9; ++i) {
    test.put_avro(fmt::format("{}.avro", i), {small_record(i)});
    ASSERT_TRUE(ingest(lake, {}));
  }
  ASSERT_TRUE(
      purge_experiments(lake, {.experiment_ids = {*both.begin()}, .deleted = true, .changed_by = "mari"}));
  for (int i = 10; i < 13; ++i) {
    test.put_avro(fmt::format("{}.avro", i), {small_record(i)});
    ASSERT_TRUE(ingest(lake, {}));
  }
  const auto left = visible_contents(lake).experiments.at("molecules");
  EXPECT_EQ(left.size(), 13U);
  for (const auto& id : left) {
    const auto tables = LakeTables::load_all(lake).value();
    ThreadPool pool(1);
    const auto& table = *tables.find("molecules");
    EXPECT_EQ(find_rows_at(lake, table, *table.metadata().current_snapshot_id, {id}, pool)->rows, 1);
  }
}

}  // namespace
}  // namespace eigenlake
