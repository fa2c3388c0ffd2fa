#include "eigenlake/lake/known/snapshots_without_experiments.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/spec/predicate.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/maintenance/maintain.h"

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

TEST(SnapshotsWithoutExperiments, LeaveTheFilesOfTheirBatchWhateverTheIndexKnows) {
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

}  // namespace
}  // namespace eigenlake
