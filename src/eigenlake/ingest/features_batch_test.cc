// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/features_batch.h"

#include <gtest/gtest.h>

#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/ingest/ingest_test_data.h"

namespace eigenlake {
namespace {

/// Makes the ML tables those of an older version: a wrong column, and no property of the formulas.
void forget_formulas(const Lake& lake) {
  auto tables = LakeTables::load_all(lake).value();
  for (const auto name : kFeatureTables)
    ASSERT_TRUE(iceberg::update_properties(*tables.find(name), {}, {std::string(kFormulaProperty)}));
}

TEST(Features, RowsOfOlderFormulasAreReplacedOnce) {
  TestLake test;
  test.put_avro("a.avro", {small_record(1, kIterations), small_record(2, kIterations)});
  const Lake lake = test.open();
  ASSERT_TRUE(ingest_and_features(lake, {}, {}));
  forget_formulas(lake);
  test.put_json("b.json", {small_record(3, kIterations)});
  const auto report = ingest_and_features(lake, {}, {});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->features.experiments_new, 1u);
  EXPECT_EQ(report->features.experiments_again, 2u);
  expect_whole(lake, "after the rewrite");
  const auto tables = LakeTables::load_all(lake).value();
  for (const auto name : kFeatureTables) {
    const auto& metadata = tables.find(name)->metadata();
    EXPECT_TRUE(has_present_formulas(metadata.properties).value());
    EXPECT_EQ(metadata.current_snapshot()->summary_value("operation"), "overwrite");
  }
  EXPECT_EQ(features(lake, {}, {})->batch.batch_id, "");
}

TEST(Features, NextCallRepairsKilledRewrite) {
  TestLake before;
  put_experiments(before);
  ASSERT_TRUE(ingest_and_features(before.open(), {}, {}));
  forget_formulas(before.open());
  for (uint64_t calls = 0;; ++calls) {
    TestLake test;
    test.copy_from(before);
    const bool is_done = features(test.open_dying(calls), {}, {}).has_value();
    const Lake lake = test.open();
    const auto repaired = features(lake, {}, {});
    ASSERT_TRUE(repaired) << calls << repaired.error().to_string();
    expect_whole(lake, fmt::format("after call {}", calls));
    const auto tables = LakeTables::load_all(lake).value();
    for (const auto name : kFeatureTables)
      EXPECT_TRUE(has_present_formulas(tables.find(name)->metadata().properties).value()) << calls;
    if (is_done) break;
  }
}

TEST(Features, UndoneRewriteLeavesOlderFormulas) {
  TestLake test;
  put_experiments(test);
  const Lake lake = test.open();
  ASSERT_TRUE(ingest_and_features(lake, {}, {}));
  forget_formulas(lake);
  const auto of_iterations = [](const LakeTables& tables) {
    return has_present_formulas(tables.find("ml_iteration_features")->metadata().properties).value();
  };
  uint64_t calls = 0;
  // Until the first of the tables has the batch.
  for (; !of_iterations(LakeTables::load_all(test.open()).value()); ++calls) {
    ASSERT_FALSE(features(test.open_dying(calls), {}, {})) << calls;
    ASSERT_LT(calls, 100u);
    if (of_iterations(LakeTables::load_all(test.open()).value())) break;
    ASSERT_TRUE(test.state_store().remove("pending.json"));
    ASSERT_TRUE(ingest(test.open(), {}));  // undoes it
  }
  ASSERT_TRUE(test.state_store().remove("pending.json"));
  ASSERT_TRUE(ingest(test.open(), {}));
  EXPECT_FALSE(of_iterations(LakeTables::load_all(test.open()).value()));
}

TEST(Features, SnapshotsNameNewestComputedBatch) {
  TestLake test;
  put_experiments(test);
  const Lake lake = test.open();
  const auto first = ingest_and_features(lake, {}, {});
  test.put_avro("more.avro", {small_record(9)});
  const auto second = ingest_and_features(lake, {}, {});
  ASSERT_TRUE(first && second);
  const auto tables = LakeTables::load_all(lake).value();
  const auto& metadata = tables.find("ml_run_summary")->metadata();
  const auto log = AuditLog::read(tables.find(kAuditTable)).value();
  EXPECT_EQ(metadata.current_snapshot()->summary_value(kParentBatchIdProperty),
            second->ingest.batch.batch_id);
  const auto upto = log.up_to_batch(first->ingest.batch.batch_id).value();
  EXPECT_EQ(newest_snapshot_of(metadata, upto), nullptr);
  const auto* joined = newest_features_of(metadata, upto, log);
  ASSERT_NE(joined, nullptr);
  EXPECT_EQ(batch_of(*joined), first->features.batch.batch_id);
}

}  // namespace
}  // namespace eigenlake
