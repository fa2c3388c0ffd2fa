// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/recovery.h"

#include <array>
#include <atomic>
#include <cstdlib>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/update/append.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/ingest/ingest_test_data.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

TEST(Recovery, NextCallRepairsDeathAtAnyStoreCall) {
  uint64_t num_calls = 0;
  {
    TestLake test;
    put_experiments(test);
    ASSERT_TRUE(ingest_and_features(test.open_dying(UINT64_MAX), {}, {}));
    num_calls = test.calls();
  }
  for (uint64_t k = 0; k < num_calls; ++k) {
    TestLake test;
    put_experiments(test);
    const bool survived = ingest_and_features(test.open_dying(k), {}, {}).has_value();
    const auto seen = visible_contents(test.open()).rows;
    for (const auto& [name, rows] : seen)
      EXPECT_EQ(rows, kExpectedRows.at(name)) << "half a batch at call " << k;
    const auto again = ingest_and_features(test.open(), {}, {});
    ASSERT_TRUE(again) << "call " << k << ": " << again.error().to_string();
    expect_whole(test.open(), fmt::format("call {} of {} (survived: {})\n", k, num_calls, survived));
  }
}

/// The batches of each table's snapshots, whether readers see them or not.
std::map<std::string, std::set<std::string>> batches_by_table(const Lake& lake) {
  std::map<std::string, std::set<std::string>> batches;
  const auto tables = LakeTables::load_all(lake).value();
  for (const auto& [name, table] : tables.tables())
    for (const auto& snapshot : table.metadata().snapshots) batches[name].insert(batch_of(snapshot).value());
  return batches;
}

TEST(Recovery, SqlCatalogCommitsBatchToAllTablesOrNone) {
  uint64_t num_calls = 0;
  {
    TestLake test(TestLake::Catalog::kSqlite);
    put_experiments(test);
    ASSERT_TRUE(ingest(test.open_dying(UINT64_MAX), {}));
    num_calls = test.calls();
    expect_whole_ingest(test.open(), "undisturbed");
  }
  for (uint64_t k = 0; k < num_calls; k += 7) {
    TestLake test(TestLake::Catalog::kSqlite);
    put_experiments(test);
    std::ignore = ingest(test.open_dying(k), {});
    const auto seen = batches_by_table(test.open());
    for (const auto& [name, batches] : seen) EXPECT_EQ(batches, seen.at("molecules")) << k << " " << name;
    const auto again = ingest(test.open(), {});
    ASSERT_TRUE(again) << "call " << k << ": " << again.error().to_string();
    expect_whole_ingest(test.open(), fmt::format("call {} of {}\n", k, num_calls));
    EXPECT_EQ(batches_by_table(test.open()).at("molecules").size(), 1u) << "once, call " << k;
  }
}

TEST(Recovery, LostRepliesWithSqlCatalogKeepLakeWhole) {
  for (uint64_t call = 1; call < 250; call += 37) {
    for (const auto kind :
         {StoreFault::Kind::kLoseReply, StoreFault::Kind::kDelay, StoreFault::Kind::kTear}) {
      TestLake test(TestLake::Catalog::kSqlite);
      put_experiments(test);
      std::ignore = ingest_and_features(test.open_faulty({.call = call, .kind = kind}), {}, {});
      const auto again = ingest_and_features(test.open(), {}, {});
      ASSERT_TRUE(again) << "call " << call << ": " << again.error().to_string();
      expect_whole(test.open(), fmt::format("call {}, kind {}\n", call, static_cast<int>(kind)));
    }
  }
}

constexpr std::array kEveryFault = {StoreFault::Kind::kFail, StoreFault::Kind::kLoseReply,
                                    StoreFault::Kind::kTear, StoreFault::Kind::kDelay};

/// In how many of the four ways a call is spoiled; by default one after another takes its turn.
size_t faults_of_each_call() {
  return std::getenv("EIGENLAKE_EVERY_FAULT") == nullptr ? 1 : kEveryFault.size();
}

/// Spoils each call of one ingestion, and checks the lake before and after the next one.
void expect_whole_whatever_fails(TestLake::Store store) {
  uint64_t num_calls = 0;
  {
    TestLake test;
    put_experiments(test);
    ASSERT_TRUE(ingest(test.open_faulty({}, store), {}));
    num_calls = test.faulty_calls();
  }
  ASSERT_GT(num_calls, 0u);
  for (uint64_t call = 1; call <= num_calls; ++call) {
    for (size_t i = 0; i < faults_of_each_call(); ++i) {
      const auto kind = kEveryFault[(call + i) % kEveryFault.size()];
      TestLake test;
      put_experiments(test);
      std::ignore = ingest(test.open_faulty({.call = call, .kind = kind}, store), {});
      const auto when = fmt::format("call {} of {}, kind {}\n", call, num_calls, static_cast<int>(kind));
      for (const auto& [name, rows] : visible_contents(test.open()).rows)
        EXPECT_EQ(rows, kExpectedRows.at(name)) << "half a batch at " << when;
      const auto again = ingest_and_features(test.open(), {}, {});
      ASSERT_TRUE(again) << when << again.error().to_string();
      expect_whole(test.open(), when);
    }
  }
}

TEST(Recovery, FaultyWarehouseKeepsLakeWhole) {
  expect_whole_whatever_fails(TestLake::Store::kWarehouse);
}

TEST(Recovery, FaultyRawStoreKeepsLakeWhole) {
  expect_whole_whatever_fails(TestLake::Store::kRaw);
}

TEST(Recovery, FaultyStateStoreKeepsLakeWhole) {
  expect_whole_whatever_fails(TestLake::Store::kState);
}

TEST(Recovery, LostJournalUndoesAndRepeatsBatch) {
  TestLake test;
  put_experiments(test);
  uint64_t num_calls = 0;
  {
    TestLake counting;
    put_experiments(counting);
    ASSERT_TRUE(ingest_and_features(counting.open_dying(UINT64_MAX), {}, {}));
    num_calls = counting.calls();
  }
  for (uint64_t k = num_calls / 4; k < num_calls; k += 7) {
    TestLake lake;
    put_experiments(lake);
    std::ignore = ingest_and_features(lake.open_dying(k), {}, {});
    ASSERT_TRUE(lake.state_store().remove("pending.json"));
    ASSERT_TRUE(lake.state_store().remove("index/known.txt"));
    const auto again = ingest_and_features(lake.open(), {}, {});
    ASSERT_TRUE(again) << again.error().to_string();
    expect_whole(lake.open(), fmt::format("journal lost after call {}\n", k));
  }
}

TEST(Recovery, BatchOfMissingObjectsIsUndone) {
  TestLake counting;
  put_experiments(counting);
  ASSERT_TRUE(ingest(counting.open_dying(UINT64_MAX), {}));
  const uint64_t num_calls = counting.calls();
  for (uint64_t k = num_calls / 4; k < num_calls; k += 5) {
    TestLake test;
    put_experiments(test);
    const bool survived = ingest(test.open_dying(k), {}).has_value();
    test.remove_raw("b.json");
    ASSERT_TRUE(ingest(test.open(), {}));
    const auto rows = visible_contents(test.open()).rows;
    const auto tables = LakeTables::load_all(test.open()).value();
    const bool whole =
        AuditLog::read(tables.find(kAuditTable))->batches().size() == 1 && rows.at("molecules") == 3;
    EXPECT_TRUE(whole || rows.at("molecules") == 2) << k << " " << survived;
  }
}

TEST(LakeTables, AuditLogIsLoadedFirst) {
  TestLake test;
  put_experiments(test);
  ASSERT_TRUE(ingest(test.open(), {}));
  std::atomic<bool> other_was_read = false;
  std::atomic<bool> audit_was_late = false;
  const Lake lake = test.open_dying(UINT64_MAX, [&](std::string_view key) {
    if (!key.contains(kDatabase)) return;
    if (!key.contains(kAuditTable))
      other_was_read = true;
    else if (other_was_read)
      audit_was_late = true;
  });
  ASSERT_TRUE(LakeTables::load_all(lake));
  EXPECT_TRUE(other_was_read);
  EXPECT_FALSE(audit_was_late);
}

TEST(LakeTables, BatchCompletedDuringLoadIsInvisible) {
  TestLake test;
  put_experiments(test);
  ASSERT_TRUE(ingest_and_features(test.open(), {}, {}));
  test.put_avro("more.avro", {small_record(9)});
  std::once_flag once;
  const Lake lake = test.open_dying(UINT64_MAX, [&](std::string_view key) {
    if (!key.contains(kDatabase) || key.contains(kAuditTable)) return;
    std::call_once(once, [&] { ASSERT_TRUE(ingest_and_features(test.open(), {}, {})); });
  });
  const auto contents = visible_contents(lake);
  EXPECT_EQ(contents.rows, kExpectedRows);
  EXPECT_EQ(visible_contents(test.open()).rows.at("molecules"), kExperiments + 1);
}

TEST(Recovery, ConcurrentAppendDuplicatesNoFeatures) {
  const auto run = [](TestLake& test, uint64_t calls_max) {
    std::once_flag once;
    const Lake lake = test.open_dying(calls_max, [&](std::string_view key) {
      if (key.find("/molecules/data/") == std::string_view::npos) return;
      std::call_once(once, [&] {
        const Lake healthy = test.open();
        auto tables = LakeTables::load_all(healthy).value();
        ASSERT_TRUE(iceberg::append(*tables.find("molecules"), {}));
      });
    });
    return ingest_and_features(lake, {}, {}).has_value();
  };
  const auto make = [](TestLake& test) {
    put_experiments(test);
    ASSERT_TRUE(ingest_and_features(test.open(), {}, {}));
    test.put_avro("more.avro", {small_record(8), small_record(9)});
  };
  uint64_t num_calls = 0;
  {
    TestLake test;
    make(test);
    ASSERT_TRUE(run(test, UINT64_MAX));
    num_calls = test.calls();
  }
  for (uint64_t k = num_calls / 2; k < num_calls; k += 3) {
    TestLake test;
    make(test);
    run(test, k);
    const auto again = ingest_and_features(test.open(), {}, {});
    ASSERT_TRUE(again) << "call " << k << ": " << again.error().to_string();
    const auto contents = visible_contents(test.open());
    EXPECT_EQ(contents.rows.at("molecules"), 5) << k;
    EXPECT_EQ(contents.rows.at("ml_run_summary"), 5) << k;
    EXPECT_EQ(contents.experiments.at("ml_run_summary").size(), 5u) << k;
  }
}

/// A snapshot of molecules that says it is of a batch without audit row.
void append_batch(const Lake& lake, const std::string& batch_id) {
  auto tables = LakeTables::load_all(lake).value();
  iceberg::AppendOptions options;
  options.summary = {{std::string(kBatchIdProperty), batch_id}};
  ASSERT_TRUE(iceberg::append(*tables.find("molecules"), options));
}

TEST(Recovery, BatchWithoutAuditRowAndTagIsUndone) {
  TestLake test;
  put_experiments(test);
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  const auto before = LakeTables::load_all(lake).value();
  append_batch(lake, "00000000-0000-4000-8000-000000000000");
  const auto report = ingest(lake, {});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->recovered_batches.size(), 1u);
  const auto after = LakeTables::load_all(lake).value();
  EXPECT_EQ(after.find("molecules")->metadata().current_snapshot_id,
            before.find("molecules")->metadata().current_snapshot_id);
}

TEST(Recovery, TwoBatchesWithoutAuditRowAreError) {
  TestLake test;
  put_experiments(test);
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  append_batch(lake, "00000000-0000-4000-8000-000000000000");
  append_batch(lake, "ffffffff-0000-4000-8000-000000000000");
  const auto before = LakeTables::load_all(lake).value();
  const auto report = ingest(lake, {});
  ASSERT_FALSE(report);
  EXPECT_EQ(exit_code_of(report.error().kind), ExitCode::kStore);
  EXPECT_THAT(report.error().message, testing::HasSubstr("recover --from snapshots"));
  const auto after = LakeTables::load_all(lake).value();
  EXPECT_EQ(after.find("molecules")->version(), before.find("molecules")->version());
}

TEST(AuditLog, ReaderSeesSnapshotBeforeIncompleteBatch) {
  TestLake test;
  put_experiments(test);
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  auto tables = LakeTables::load_all(lake).value();
  auto* molecules = tables.find("molecules");
  const auto complete = molecules->metadata().current_snapshot_id;
  iceberg::AppendOptions options;
  options.summary = {{std::string(kBatchIdProperty), "00000000-0000-4000-8000-000000000000"}};
  ASSERT_TRUE(iceberg::append(*molecules, options));
  const auto log = AuditLog::read(tables.find(kAuditTable)).value();
  EXPECT_EQ(visible_snapshot(molecules->metadata(), log)->snapshot_id, complete);
  ASSERT_TRUE(iceberg::append(*molecules, {}));
  EXPECT_EQ(visible_snapshot(molecules->metadata(), log)->snapshot_id,
            molecules->metadata().current_snapshot_id)
      << "another engine's append is seen";
}

TEST(AuditLog, TimeTravelReadsNewestAuditedSnapshot) {
  TestLake test;
  put_experiments(test);
  const Lake lake = test.open();
  const auto first = ingest(lake, {});
  ASSERT_TRUE(first);
  test.put_avro("more.avro", {small_record(9)});
  const auto second = ingest(lake, {});
  ASSERT_TRUE(second);
  const auto tables = LakeTables::load_all(lake).value();
  const auto log = AuditLog::read(tables.find(kAuditTable)).value();
  ASSERT_EQ(log.batches().size(), 2u);
  const auto& metadata = tables.find("molecules")->metadata();
  const auto at = [&](const std::string& batch) {
    return batch_of(*newest_snapshot_of(metadata, log.up_to_batch(batch).value()));
  };
  EXPECT_EQ(at(first->batch.batch_id), first->batch.batch_id);
  EXPECT_EQ(at(second->batch.batch_id), second->batch.batch_id);
  EXPECT_FALSE(log.up_to_batch("unknown"));
}

}  // namespace
}  // namespace eigenlake
