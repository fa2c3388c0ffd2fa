// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/stream/direct_sink.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/stream/message_lander.h"
#include "eigenlake/stream/testing/fake_topic.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// A member of the group on a lake of its own handle.
class Member {
 public:
  Member(Partition& partition, const Lake& lake, KeptLetters& letters)
      : sink(lake, {.topic = kPlace.topic, .batch_after = std::chrono::milliseconds(0)}, {}),
        lander(
            sink, MessageDecoder(std::make_shared<OneSchema>()), letters, [](std::string_view) {},
            std::chrono::milliseconds(0)),
        consumer(partition, lander.listener()) {
    lander.use(consumer);
  }

  DirectSink sink;
  MessageLander lander;
  FakeConsumer consumer;
};

/// Ids in molecules as readers see them, with repetitions.
std::vector<std::string> visible_experiments(const Lake& lake) {
  static constexpr std::array<std::string_view, 1> kColumns = {"experiment_id"};
  const auto tables = LakeTables::load_all(lake).value();
  const auto log = AuditLog::read(tables.find(kAuditTable)).value();
  std::vector<std::string> ids;
  const auto* molecules = tables.find("molecules");
  const auto* snapshot = molecules == nullptr ? nullptr : visible_snapshot(molecules->metadata(), log);
  if (snapshot == nullptr) return ids;
  EXPECT_TRUE(read_table(*molecules, snapshot->snapshot_id, kColumns, {}, [&](const TableChunk& chunk) {
    for (int64_t row = 0; row < chunk.num_rows(); ++row) ids.emplace_back(chunk.string(0, row));
  }));
  return ids;
}

void finish(Partition& partition, const Lake& lake, KeptLetters& letters) {
  Member last(partition, lake, letters);
  const auto assigned = last.consumer.assign();
  ASSERT_TRUE(assigned) << assigned.error().to_string();
  for (int i = 0; i < 3; ++i) {
    const auto done = last.lander.step(0);
    ASSERT_TRUE(done) << done.error().to_string();
  }
  const auto flushed = last.lander.flush();
  ASSERT_TRUE(flushed) << flushed.error().to_string();
}

void expect_once(const Lake& lake, size_t count, int64_t last_offset, const std::string& when) {
  auto ids = visible_experiments(lake);
  EXPECT_EQ(ids.size(), count) << when;
  std::ranges::sort(ids);
  EXPECT_EQ(std::ranges::unique(ids).size(), 0U) << when;
  const auto offsets = landed_directly(lake);
  ASSERT_TRUE(offsets) << offsets.error().to_string();
  EXPECT_EQ(*offsets, (DirectOffsets{{"runs", {{0, {0, last_offset}}}}})) << when;
  // The next writing call recovers what a killed batch left.
  ASSERT_TRUE(ingest(lake, {})) << when;
  EXPECT_TRUE(lake.state_store().list("direct/")->empty()) << when;
}

TEST(DirectSink, RecordsLandWithTheirOffsetsInTheAuditLog) {
  Partition partition;
  for (int i = 0; i < 3; ++i) partition.add_record(i);
  partition.values.emplace_back("junk");
  partition.add_record(3);
  TestLake test;
  const Lake lake = test.open();
  KeptLetters letters;
  finish(partition, lake, letters);
  expect_once(lake, 4, 4, "");
  EXPECT_EQ(letters.offsets, std::set<int64_t>{3});
  EXPECT_EQ(partition.committed, 5);
  EXPECT_TRUE(lake.raw_store().list("")->empty());
}

TEST(DirectSink, BatchResumesWhereTheAuditLogEnds) {
  Partition partition;
  for (int i = 0; i < 3; ++i) partition.add_record(i);
  TestLake test;
  const Lake lake = test.open();
  KeptLetters letters;
  finish(partition, lake, letters);
  for (const std::optional<int64_t> committed : {std::optional<int64_t>(), std::optional<int64_t>(0)}) {
    partition.committed = committed;
    partition.add_record(static_cast<int>(partition.values.size()));
    finish(partition, lake, letters);
    expect_once(lake, partition.values.size(), std::ssize(partition.values) - 1, "");
  }
}

TEST(DirectSink, SecondWriterDropsTheSameMessages) {
  Partition partition;
  for (int i = 0; i < 4; ++i) partition.add_record(i);
  TestLake test;
  const Lake lake = test.open();
  KeptLetters letters;
  Member zombie(partition, lake, letters);
  ASSERT_TRUE(zombie.consumer.assign());
  finish(partition, lake, letters);
  partition.add_record(4);
  ASSERT_TRUE(zombie.lander.step(0));
  ASSERT_TRUE(zombie.lander.flush());
  expect_once(lake, 5, 4, "");
}

/// As if the last batch of a lake were undone by hand.
void undo_all(const Lake& lake) {
  auto tables = LakeTables::load_all(lake).value();
  for (auto& [name, table] : tables.tables()) {
    std::vector<std::string> tags;
    for (const auto& [tag, ref] : table.metadata().refs)
      if (tag != "main") tags.push_back(tag);
    const auto* last = table.metadata().current_snapshot();
    if (last != nullptr) EXPECT_TRUE(iceberg::rollback_main(table, last->parent_snapshot_id, tags, {}));
  }
}

TEST(DirectSink, UndoneBatchIsReadAgain) {
  Partition partition;
  for (int i = 0; i < 2; ++i) partition.add_record(i);
  TestLake test;
  const Lake lake = test.open();
  KeptLetters letters;
  Member member(partition, lake, letters);
  ASSERT_TRUE(member.consumer.assign());
  ASSERT_TRUE(member.lander.step(0));
  EXPECT_EQ(visible_experiments(lake).size(), 2U);
  undo_all(lake);
  EXPECT_EQ(visible_experiments(lake).size(), 0U);
  partition.add_record(2);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(member.lander.step(0));
  expect_once(lake, 3, 2, "after it was undone");
}

TEST(DirectSink, BatchBeginsWhenFullOrOldEnough) {
  Partition partition;
  for (int i = 0; i < 5; ++i) partition.add_record(i);
  const uint64_t length = partition.values[0]->size();
  TestLake test;
  const Lake lake = test.open();
  KeptLetters letters;
  std::vector<uint64_t> batches;
  DirectSink sink(
      lake, {.topic = kPlace.topic, .batch_after = std::chrono::hours(1), .batch_bytes_max = 2 * length},
      [&](const IngestReport& report) { batches.push_back(report.records); });
  MessageLander lander(sink, MessageDecoder(std::make_shared<OneSchema>()), letters, {});
  FakeConsumer consumer(partition, lander.listener());
  lander.use(consumer);
  ASSERT_TRUE(consumer.assign());
  ASSERT_TRUE(lander.step(0));
  EXPECT_EQ(batches, (std::vector<uint64_t>{2, 2}));
  EXPECT_EQ(lander.counters().records, 4U);
  EXPECT_EQ(lander.counters().bytes, 4 * length);
  EXPECT_TRUE(sink.due(std::chrono::steady_clock::now()).empty());
  EXPECT_EQ(sink.due(std::chrono::steady_clock::now() + std::chrono::hours(2)), Places{kPlace});
  ASSERT_TRUE(consumer.revoke(true));
  EXPECT_TRUE(sink.due(std::chrono::steady_clock::now() + std::chrono::hours(2)).empty());
}

using Faults = std::tuple<TestLake::Catalog, TestLake::Store, StoreFault::Kind, bool>;
class DirectSinkWithFaults : public testing::TestWithParam<Faults> {};

TEST_P(DirectSinkWithFaults, FailedStoreCallsLandEachRecordOnce) {
  const auto [catalog, store, kind, dies] = GetParam();
  // The faults of a store and a catalog together reach every call.
  constexpr uint64_t kStep = 4;
  const uint64_t first = 1 + 2 * static_cast<uint64_t>(kind) + (dies ? 1 : 0);
  for (uint64_t call = first, calls = call; call <= calls; call += kStep) {
    Partition partition;
    for (int i = 0; i < 3; ++i) partition.add_record(i);
    TestLake test(catalog);
    KeptLetters letters;
    {
      const Lake lake = test.open();
      finish(partition, lake, letters);
    }
    for (int i = 3; i < 6; ++i) partition.add_record(i);
    {
      const Lake lake = test.open_faulty(StoreFault{call, kind, dies}, store);
      Member member(partition, lake, letters);
      if (member.consumer.assign()) {
        for (int i = 0; i < 3; ++i) std::ignore = member.lander.step(0);
      }
      calls = test.faulty_calls();
    }
    const Lake lake = test.open();
    finish(partition, lake, letters);
    expect_once(lake, 6, 5, fmt::format("call {}", call));
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Each, DirectSinkWithFaults,
    testing::Combine(testing::Values(TestLake::Catalog::kHadoop, TestLake::Catalog::kSqlite),
                     testing::Values(TestLake::Store::kWarehouse, TestLake::Store::kState),
                     testing::Values(StoreFault::Kind::kFail, StoreFault::Kind::kLoseReply),
                     testing::Bool()));

}  // namespace
}  // namespace eigenlake
