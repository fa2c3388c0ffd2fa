// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/maintain.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <gtest/gtest.h>
#include <parquet/arrow/writer.h>

#include "eigenlake/base/clock.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/testing/delete_action.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/maintenance/check_lake.h"
#include "eigenlake/maintenance/compact.h"
#include "eigenlake/maintenance/file_rows.h"
#include "eigenlake/maintenance/maintenance_test_data.h"
#include "eigenlake/maintenance/orphans.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

std::vector<std::string> rows_of(const iceberg::Table& table, std::optional<int64_t> snapshot_id) {
  std::vector<std::string> rows;
  const auto deletes = std::make_shared<iceberg::DeleteCache>();
  const auto files = iceberg::plan_files(table, {.snapshot_id = snapshot_id, .filter = {}});
  EXPECT_TRUE(files) << files.error().to_string();
  if (!files) return rows;
  for (const auto& file : *files) {
    const auto done =
        visit_rows(table, file, deletes, [&](std::shared_ptr<arrow::RecordBatch> batch) -> Result<> {
          for (int64_t row = 0; row < batch->num_rows(); ++row)
            rows.push_back(batch->Slice(row, 1)->ToString());
          return {};
        });
    EXPECT_TRUE(done) << done.error().to_string();
  }
  std::ranges::sort(rows);
  return rows;
}

using Contents = std::map<std::string, std::vector<std::string>>;

/// Every row that readers see, in no order.
Contents visible_rows(const Lake& lake) {
  Contents contents;
  const auto tables = LakeTables::load_all(lake).value();
  const auto log = AuditLog::read(tables.find(kAuditTable)).value();
  for (const auto& [name, table] : tables.tables()) {
    const auto* snapshot = visible_snapshot(table.metadata(), log);
    if (snapshot != nullptr) contents[name] = rows_of(table, snapshot->snapshot_id);
  }
  return contents;
}

size_t num_orphans(const Lake& lake) {
  size_t count = 0;
  auto tables = LakeTables::load_all(lake).value();
  for (auto& [name, table] : tables.tables()) count += find_orphans(table, now_ms() + 60'000).value().size();
  return count;
}

TEST(Maintain, KeepsEveryRowInFewerFilesAndManifests) {
  TestLake test;
  grow(test, 1, 5);
  const Lake lake = test.open();
  const auto before = visible_rows(lake);
  const auto report = maintain(lake, {});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(errors_of(*report), "");
  EXPECT_EQ(report->tables.size(), 13u);
  for (const auto& table : report->tables) {
    EXPECT_EQ(table.files_after, 1) << table.table;
    EXPECT_EQ(table.manifests_after, 1) << table.table;
    EXPECT_EQ(table.snapshots_expired, 0) << "all batches are among the newest 500";
    EXPECT_TRUE(table.orphans.empty()) << table.table;
  }
  EXPECT_EQ(visible_rows(lake), before);
  expect_clean(lake, "");
}

TEST(Maintain, SecondCallDoesNothing) {
  TestLake test;
  grow(test, 1, 3);
  const Lake lake = test.open();
  ASSERT_TRUE(maintain(lake, greedy()));
  const auto versions = [&] {
    std::map<std::string, std::string> result;
    const auto tables = LakeTables::load_all(lake).value();
    for (const auto& [name, table] : tables.tables()) result[name] = table.version();
    return result;
  };
  ASSERT_TRUE(maintain(lake, greedy()));  // Expires what the first had replaced.
  const auto before = versions();
  const auto again = maintain(lake, greedy());
  ASSERT_TRUE(again);
  EXPECT_EQ(errors_of(*again), "");
  EXPECT_EQ(versions(), before);
}

TEST(Maintain, DryRunReportsAndChangesNothing) {
  TestLake test;
  grow(test, 1, 4);
  const Lake lake = test.open();
  const auto before = lake.warehouse_store().list("").value();
  auto options = greedy();
  options.dry_run = true;
  const auto planned = maintain(lake, options);
  ASSERT_TRUE(planned) << planned.error().to_string();
  const auto after = lake.warehouse_store().list("").value();
  EXPECT_EQ(after.size(), before.size());
  options.dry_run = false;
  const auto done = maintain(lake, options);
  ASSERT_TRUE(done);
  for (size_t i = 0; i < done->tables.size(); ++i) {
    const auto& plan = planned->tables[i];
    const auto& table = done->tables[i];
    EXPECT_EQ(plan.files_after, table.files_after) << table.table;
    EXPECT_EQ(plan.snapshots_expired, table.snapshots_expired) << table.table;
    EXPECT_EQ(plan.expired_files, table.expired_files) << table.table;
  }
}

TEST(Maintain, KeptBatchesStayReadableAndOlderOnesExpire) {
  TestLake test;
  grow(test, 1, 4);
  const Lake lake = test.open();
  const auto tables = LakeTables::load_all(lake).value();
  const auto log = AuditLog::read(tables.find(kAuditTable)).value();
  ASSERT_EQ(log.batches().size(), 8u);
  const auto state = [&](const LakeTables& of, const AuditLog& known, size_t batch) {
    Contents contents;
    const auto then = known.up_to_batch(log.batches()[batch].batch_id).value();
    for (const auto& [name, table] : of.tables()) {
      const auto* snapshot = newest_snapshot_of(table.metadata(), then);
      if (snapshot != nullptr) contents[name] = rows_of(table, snapshot->snapshot_id);
    }
    return contents;
  };
  std::vector<Contents> before;
  for (size_t i = 0; i < 8; ++i) before.push_back(state(tables, log, i));

  auto options = greedy();
  options.retention.batches = 3;
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(maintain(lake, options));
  const auto kept = LakeTables::load_all(lake).value();
  const auto kept_log = AuditLog::read(kept.find(kAuditTable)).value();
  ASSERT_EQ(kept_log.batches().size(), 8u) << "the audit rows keep the names";
  for (size_t i = 0; i < 8; ++i) {
    const auto then = kept_log.up_to_batch(log.batches()[i].batch_id).value();
    const auto readable = check_not_expired(kept.find(kAuditTable)->metadata(), then);
    EXPECT_EQ(readable.has_value(), i >= 5) << i;
    if (i >= 5) {
      EXPECT_EQ(state(kept, kept_log, i), before[i]) << i;
    }
  }
  for (const auto& [name, table] : kept.tables()) EXPECT_LE(table.metadata().snapshots.size(), 4u) << name;
}

TEST(Maintain, UserTagsKeepTheirRows) {
  TestLake test;
  grow(test, 1, 3);
  const Lake lake = test.open();
  auto table = lake.catalog().load_table(table_identifier("molecules")).value();
  const auto first = table.metadata().snapshots.front().snapshot_id;
  ASSERT_TRUE(iceberg::create_tag(table, "paper", first));
  const auto before = rows_of(table, first);
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(maintain(lake, greedy()));
  const auto after = lake.catalog().load_table(table_identifier("molecules")).value();
  ASSERT_NE(after.metadata().snapshot_by_ref("paper"), nullptr);
  EXPECT_EQ(rows_of(after, first), before);
  expect_clean(lake, "");
}

TEST(Maintain, EarlierReaderFindsItsFiles) {
  TestLake test;
  grow(test, 1, 3);
  const Lake lake = test.open();
  const auto table = lake.catalog().load_table(table_identifier("vqe_iterations")).value();
  const auto files = iceberg::plan_files(table).value();
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(maintain(lake, {}));
  for (const auto& file : files) EXPECT_TRUE(lake.warehouse_store().exists(file.key).value());
}

TEST(Maintain, NextIngestKnowsExperiments) {
  TestLake test;
  grow(test, 1, 3);
  const Lake lake = test.open();
  const auto index = [&] { return test.state_store().list("index/").value().at(0).etag; };
  ASSERT_TRUE(maintain(lake, {}));
  const auto kept = index();
  test.put_json("again.json", {small_record(2)});
  const auto report = ingest(lake, {});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->experiments_duplicate, 1u);
  EXPECT_EQ(report->experiments_new, 0u);
  EXPECT_NE(index(), kept) << "which the next batch brings up to date";
  expect_clean(lake, "");
}

TEST(Maintain, CompactedFilesHoldRangesOfExperiments) {
  TestLake test;
  grow(test, 1, 6);
  const Lake lake = test.open();
  auto table = lake.catalog().load_table(table_identifier("vqe_iterations")).value();
  ThreadPool pool(2);
  CompactionOptions options;
  const auto files = iceberg::plan_files(table).value();
  int64_t bytes = 0;
  for (const auto& file : files) bytes += file.data_file.file_size_bytes;
  options.sizes.target_bytes = bytes / 2;
  options.memory_bytes = 1;  // Every batch a run of its own.
  const auto done = compact_table(table, table_definition("vqe_iterations"), pool, options);
  ASSERT_TRUE(done) << done.error().to_string();
  auto compacted = iceberg::plan_files(table).value();
  ASSERT_GE(compacted.size(), 2u);
  ASSERT_LT(compacted.size(), files.size());
  const int id = table.metadata().schema().find_field("experiment_id")->id;
  std::ranges::sort(compacted, {}, [&](const auto& file) { return file.data_file.lower_bounds.at(id); });
  for (size_t i = 1; i < compacted.size(); ++i)
    EXPECT_LE(compacted[i - 1].data_file.upper_bounds.at(id), compacted[i].data_file.lower_bounds.at(id));
  expect_clean(lake, "");
}

/// A Parquet file of position deletes for row 0 of `file`.
iceberg::DataFile put_position_deletes(const iceberg::Table& table, const iceberg::FileScanTask& file) {
  const auto with_id = [](const char* id) { return arrow::key_value_metadata({{"PARQUET:field_id", id}}); };
  const auto schema = arrow::schema({arrow::field("file_path", arrow::utf8(), false, with_id("2147483546")),
                                     arrow::field("pos", arrow::int64(), false, with_id("2147483545"))});
  arrow::StringBuilder paths;
  arrow::Int64Builder positions;
  EXPECT_TRUE(paths.Append(file.data_file.file_path).ok() && positions.Append(0).ok());
  const auto rows =
      arrow::Table::Make(schema, {paths.Finish().ValueOrDie(), positions.Finish().ValueOrDie()});
  const auto output = arrow::io::BufferOutputStream::Create().ValueOrDie();
  EXPECT_TRUE(parquet::arrow::WriteTable(*rows, arrow::default_memory_pool(), output, 100).ok());
  const auto bytes = output->Finish().ValueOrDie()->ToString();
  EXPECT_TRUE(table.store().put(table.key_below("data/deletes.parquet"), bytes));
  iceberg::DataFile deletes;
  deletes.content = iceberg::FileContent::kPositionDeletes;
  deletes.file_path = table.recorded_path("data/deletes.parquet");
  deletes.partition = file.data_file.partition;
  deletes.record_count = 1;
  deletes.file_size_bytes = static_cast<int64_t>(bytes.size());
  return deletes;
}

TEST(Maintain, CompactionAppliesForeignDeletes) {
  TestLake test;
  grow(test, 1, 3);
  const Lake lake = test.open();
  auto table = lake.catalog().load_table(table_identifier("vqe_iterations")).value();
  const auto file = iceberg::plan_files(table).value().at(0);
  ASSERT_TRUE(iceberg::testing::DeleteFileAction(table, put_position_deletes(table, file)).commit());
  const auto before = rows_of(table, std::nullopt);
  EXPECT_EQ(before.size(), 8u);
  ThreadPool pool(1);
  const auto done = compact_table(table, table_definition("vqe_iterations"), pool, {});
  ASSERT_TRUE(done) << done.error().to_string();
  EXPECT_EQ(rows_of(table, std::nullopt), before);
  const auto compacted = iceberg::plan_files(table).value();
  ASSERT_EQ(compacted.size(), 1u);
  EXPECT_EQ(compacted[0].data_file.record_count, 8);
  const auto summary = table.metadata().current_snapshot()->summary();
  EXPECT_EQ(summary.at("removed-delete-files"), "1");
  EXPECT_EQ(summary.at("removed-position-deletes"), "1");
}

/// Greedy maintenance of three tables, one of each sort: every further one would repeat the calls of these.
MaintainOptions greedy_on_few() {
  auto options = greedy();
  options.tables = {"molecules", "vqe_iterations", std::string(kAuditTable)};
  return options;
}

/// The lake is whole after an interrupted maintenance, and the next ones leave nothing behind.
void expect_recovers(TestLake& test, const Contents& before, const std::string& when) {
  const Lake lake = test.open();
  EXPECT_EQ(visible_rows(lake), before) << when;
  for (int i = 0; i < 2; ++i) {
    const auto report = maintain(lake, greedy_on_few());
    ASSERT_TRUE(report) << when << report.error().to_string();
    EXPECT_EQ(errors_of(*report), "") << when;
  }
  EXPECT_EQ(visible_rows(lake), before) << when;
  EXPECT_EQ(num_orphans(lake), 0u) << when;
  expect_clean(lake, when, greedy_on_few().tables);
}

TEST(Maintain, NextCallResumesAfterAnyKill) {
  TestLake grown;
  grow(grown, 1, 2);
  const auto before = visible_rows(grown.open());
  for (uint64_t calls_max = 0;; ++calls_max) {
    TestLake test;
    test.copy_from(grown);
    {
      const Lake dying = test.open_dying(calls_max);
      std::ignore = maintain(dying, greedy_on_few());
    }
    const uint64_t calls = test.calls();
    expect_recovers(test, before, fmt::format("killed after {} writes: ", calls_max));
    if (::testing::Test::HasFailure() || calls <= calls_max) break;
  }
}

class SpoiledMaintenance : public ::testing::TestWithParam<StoreFault::Kind> {};

INSTANTIATE_TEST_SUITE_P(Maintain, SpoiledMaintenance,
                         ::testing::Values(StoreFault::Kind::kFail, StoreFault::Kind::kLoseReply,
                                           StoreFault::Kind::kTear, StoreFault::Kind::kDelay));

TEST_P(SpoiledMaintenance, LosesNoRowOnAnyFailure) {
  TestLake grown;
  grow(grown, 1, 2);
  const auto before = visible_rows(grown.open());
  // Every call takes minutes: EIGENLAKE_EVERY_CALL=1 does that, else each kind of fault has calls of its own.
  const uint64_t step = std::getenv("EIGENLAKE_EVERY_CALL") != nullptr ? 1 : 12;
  const uint64_t first = step == 1 ? 1 : 1 + 3 * static_cast<uint64_t>(GetParam());
  for (uint64_t call = first; !HasFailure(); call += step) {
    TestLake test;
    test.copy_from(grown);
    std::ignore = maintain(test.open_faulty({call, GetParam(), false}), greedy_on_few());
    expect_recovers(test, before, fmt::format("call {} was spoiled: ", call));
    if (call > test.faulty_calls()) break;
  }
}

}  // namespace
}  // namespace eigenlake
