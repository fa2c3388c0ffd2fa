// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/lake_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/base/clock.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/ingest/ingest_batch.h"
#include "eigenlake/ingest/ingest_test_data.h"
#include "eigenlake/lake/batch_source.h"
#include "eigenlake/lake/pending_batch.h"
#include "eigenlake/record/record_encoder.h"

namespace eigenlake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Messages of partition 0 of a topic, as a landing hands them over.
DirectMessages messages_of(const std::vector<RunRecord>& records, int64_t first, DirectOffsets before = {}) {
  const auto last = first + std::ssize(records) - 1;
  before["runs"].try_emplace(0, first, last).first->second.second = last;
  return {.topic = "runs",
          .objects = {{fmt::format("{}runs/0/{:010}-{:010}.avro", kDirectPrefix, first, last),
                       write_records_avro(records).value()}},
          .after = std::move(before)};
}

TEST(LakeWriter, DoesSeveralBatches) {
  TestLake test;
  test.put_avro("a.avro", {small_record(1, kIterations)});
  const Lake lake = test.open();
  auto writer = LakeWriter::open(lake).value();
  EXPECT_EQ(writer.ingest()->experiments_new, 1U);
  test.put_avro("b.avro", {small_record(1, kIterations), small_record(2, kIterations)});
  const auto second = writer.ingest();
  ASSERT_TRUE(second) << second.error().to_string();
  EXPECT_EQ(second->objects_new, 1U);
  EXPECT_EQ(second->experiments_new, 1U);
  EXPECT_EQ(second->experiments_duplicate, 1U);
  EXPECT_EQ(writer.add_features({})->experiments_new, 2U);
  test.put_avro("c.avro", {small_record(3, kIterations)});
  EXPECT_EQ(writer.ingest()->experiments_new, 1U);
  EXPECT_EQ(writer.add_features({})->experiments_new, 1U);
  EXPECT_EQ(writer.add_features({})->batch.batch_id, "");
  expect_whole(lake, "after five batches");
}

TEST(LakeWriter, ExcludesOtherWritersWhileItLives) {
  TestLake test;
  const Lake lake = test.open();
  {
    const auto writer = LakeWriter::open(lake).value();
    EXPECT_EQ(LakeLock::acquire(test.open(), 0.0).error().kind, ErrorKind::kUnavailable);
  }
  EXPECT_TRUE(LakeLock::acquire(test.open(), 0.0));
}

TEST(LakeWriter, NextBatchRecoversFailedOne) {
  for (uint64_t call = 1, calls = call; call <= calls; call += 3) {
    TestLake test;
    put_experiments(test);
    const Lake lake = test.open_faulty({.call = call, .kind = StoreFault::Kind::kFail});
    auto writer = LakeWriter::open(lake);
    if (writer) {
      const auto first = writer->ingest();
      calls = test.faulty_calls();
      const auto second = writer->ingest();
      ASSERT_TRUE(second) << call << ' ' << second.error().to_string();
      EXPECT_EQ(first ? first->experiments_new : 3U, 3U) << call;
      expect_whole_ingest(test.open(), fmt::format("call {}", call));
      EXPECT_EQ(pending_batch_id(test.state_store()).value(), "") << call;
    }
  }
}

TEST(LakeWriter, NextBatchUndoesUncommittedOne) {
  TestLake test;
  put_experiments(test);
  const Lake lake = test.open();
  auto writer = LakeWriter::open(lake).value();
  static constexpr std::array<std::string_view, 1> kNames = {kLabelsTable};
  const std::string dropped = writer.begin_batch(kLabelProcessingName, kNames)->stamp().batch_id;
  EXPECT_EQ(pending_batch_id(test.state_store()).value(), dropped);
  const auto report = writer.ingest();
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_THAT(report->recovered_batches, ElementsAre(dropped));
  expect_whole_ingest(lake, "after a batch that nobody committed");
}

TEST(LakeWriter, ReportsRecoveredBatchOnce) {
  TestLake test;
  put_experiments(test);
  ASSERT_FALSE(ingest(test.open_dying(12), {}));
  const std::string died = pending_batch_id(test.state_store()).value();
  ASSERT_NE(died, "");
  const Lake lake = test.open();
  auto writer = LakeWriter::open(lake).value();
  EXPECT_THAT(writer.ingest()->recovered_batches, ElementsAre(died));
  EXPECT_THAT(writer.add_features({})->recovered_batches, IsEmpty());
  EXPECT_THAT(writer.take_recovered_batches(), IsEmpty());
}

TEST(LakeWriter, DryRunLeavesInterruptedBatch) {
  TestLake test;
  put_experiments(test);
  ASSERT_FALSE(ingest(test.open_dying(12), {}));
  const std::string died = pending_batch_id(test.state_store()).value();
  {
    const Lake lake = test.open();
    auto writer = LakeWriter::open(lake, {.dry_run = true}, ReadMeanwhile::kNewObjects).value();
    const auto report = writer.ingest();
    EXPECT_EQ(report->objects_new, 2U);
    EXPECT_EQ(report->batch.batch_id, "");
    EXPECT_THAT(report->recovered_batches, IsEmpty());
  }
  EXPECT_EQ(pending_batch_id(test.state_store()).value(), died);
}

TEST(LakeWriter, PrefetchedStateEqualsLaterRead) {
  for (const auto meanwhile : {ReadMeanwhile::kNothing, ReadMeanwhile::kIndex, ReadMeanwhile::kNewObjects}) {
    TestLake test;
    put_experiments(test);
    const Lake lake = test.open();
    ASSERT_TRUE(ingest(lake, {}));
    test.put_avro("c.avro", {small_record(4), small_record(1, kIterations)});
    auto writer = LakeWriter::open(lake, {}, meanwhile).value();
    const auto report = writer.ingest();
    ASSERT_TRUE(report) << report.error().to_string();
    EXPECT_EQ(report->objects_total, 3U);
    EXPECT_EQ(report->objects_new, 1U);
    EXPECT_EQ(report->experiments_new, 1U);
    EXPECT_EQ((*writer.index())->num_experiments(), 4U);
  }
}

TEST(LakeWriter, IndexOfOtherStateIsIgnored) {
  TestLake test;
  test.put_avro("a.avro", {small_record(1, kIterations)});
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  const auto older = test.state_store().get("index/known.txt").value();
  test.put_avro("b.avro", {small_record(2, kIterations)});
  ASSERT_TRUE(ingest(lake, {}));
  ASSERT_TRUE(test.state_store().put("index/known.txt", older));
  EXPECT_EQ(ingest(lake, {})->objects_new, 0U);
  EXPECT_EQ(visible_contents(lake).rows.at("molecules"), 2);
}

TEST(LakeWriter, KeptRunsGiveSameFeatures) {
  TestLake test;
  put_experiments(test);
  const Lake lake = test.open();
  RecentRuns recent{.points_max = kIterations * 2, .runs = {}};
  auto writer = LakeWriter::open(lake).value();
  ASSERT_TRUE(writer.ingest(&recent));
  EXPECT_EQ(recent.runs.size(), 2U) << "the third is over the limit";
  EXPECT_EQ(writer.add_features({}, &recent)->experiments_new, 3U);
  expect_whole(lake, "two from memory, one from the tables");
}

TEST(LakeWriter, MessagesLandWithTheirOffsets) {
  TestLake test;
  const Lake lake = test.open();
  auto writer = LakeWriter::open(lake).value();
  EXPECT_THAT(writer.offsets().value(), IsEmpty());
  const auto first = messages_of({small_record(1), small_record(2)}, 40);
  const auto landed = writer.ingest_direct(first);
  ASSERT_TRUE(landed) << landed.error().to_string();
  EXPECT_EQ(landed->records, 2U);
  EXPECT_EQ(landed->objects_new, 1U);
  EXPECT_EQ(writer.offsets().value(), (DirectOffsets{{"runs", {{0, {40, 41}}}}}));
  ASSERT_TRUE(writer.ingest_direct(messages_of({small_record(3)}, 42, writer.offsets().value())));
  EXPECT_EQ(landed_directly(lake).value(), (DirectOffsets{{"runs", {{0, {40, 42}}}}}));
  EXPECT_EQ(visible_contents(lake).rows.at("molecules"), 3);
  EXPECT_THAT(test.state_store().list(kDirectPrefix).value(), IsEmpty());
  EXPECT_THAT(column_of(lake, "source_objects", "object_uri"),
              ElementsAre("kafka://runs/0/0000000040-0000000041", "kafka://runs/0/0000000042-0000000042"));
}

TEST(LakeWriter, BatchesOfRawObjectsKeepOffsets) {
  TestLake test;
  const Lake lake = test.open();
  ASSERT_TRUE(LakeWriter::open(lake)->ingest_direct(messages_of({small_record(9)}, 0)));
  put_experiments(test);
  ASSERT_TRUE(ingest(lake, {}));
  EXPECT_EQ(landed_directly(lake).value(), (DirectOffsets{{"runs", {{0, {0, 0}}}}}));
}

TEST(LakeWriter, NoMessagesMakeNoBatch) {
  TestLake test;
  const Lake lake = test.open();
  const auto report = LakeWriter::open(lake)->ingest_direct({.topic = "runs", .objects = {}, .after = {}});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->batch.batch_id, "");
  EXPECT_THAT(LakeTables::load_all(lake)->tables(), IsEmpty());
}

TEST(LakeWriter, ReportCountsSecondsSinceLastOne) {
  TestLake test;
  put_experiments(test);
  const Lake lake = test.open();
  const double start = steady_seconds();
  auto writer = LakeWriter::open(lake).value();
  const double ingested = writer.ingest()->batch.seconds;
  const double computed = writer.add_features({})->batch.seconds;
  EXPECT_GT(ingested, 0.0);
  EXPECT_GT(computed, 0.0);
  EXPECT_LE(ingested + computed, steady_seconds() - start);
}

}  // namespace
}  // namespace eigenlake
