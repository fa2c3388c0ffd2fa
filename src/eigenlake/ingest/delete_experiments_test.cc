// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/delete_experiments.h"

#include <mutex>

#include <gtest/gtest.h>

#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/update/append.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/ingest/ingest_test_data.h"
#include "eigenlake/ingest/label_batch.h"

namespace eigenlake {
namespace {

DeletionChange deletion_of(std::vector<std::string> ids) {
  return {.experiment_ids = std::move(ids), .deleted = true, .changed_by = "mari@lab", .reason = "wrong"};
}

/// How many experiments readers see; every table has the same, and all rows of each.
size_t num_whole(const Lake& lake, const std::string& when) {
  const auto contents = visible_contents(lake);
  const auto& ids = contents.experiments.at("molecules");
  for (const auto& [name, rows] : kExpectedRows) {
    EXPECT_EQ(contents.rows.at(name) * kExperiments, rows * std::ssize(ids)) << when << ' ' << name;
    EXPECT_EQ(contents.experiments.at(name), ids) << when << ' ' << name;
  }
  return ids.size();
}

/// A lake with features, and a label on the first experiment.
std::vector<std::string> fill(TestLake& test) {
  put_experiments(test);
  const Lake lake = test.open();
  EXPECT_TRUE(ingest_and_features(lake, {}, {}));
  auto ids = column_of(lake, "molecules", "experiment_id");
  EXPECT_TRUE(set_labels(lake, std::vector<LabelChange>{{ids[0], "a", "1"}, {ids[1], "a", "2"}}));
  return ids;
}

TEST(DeleteExperiments, DeletedExperimentHasNoRowsAndStaysAway) {
  TestLake test;
  const auto ids = fill(test);
  const Lake lake = test.open();
  EXPECT_EQ(plan_deletion(lake, {ids[0]})->rows.at("vqe_iterations"), kIterations);
  const auto report = change_deletions(lake, deletion_of({ids[0]}));
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->rows.at("vqe_iterations"), kIterations);
  EXPECT_EQ(num_whole(lake, "deleted"), 2U);
  EXPECT_EQ(column_of(lake, "labels", "value"), std::vector<std::string>{"2"});
  EXPECT_EQ(column_of(lake, "deletions", "reason"), std::vector<std::string>{"wrong"});
  test.put_json("again.json",
                {small_record(1, kIterations), small_record(2, kIterations), small_record(3, kIterations)});
  const auto again = ingest_and_features(lake, {}, {});
  ASSERT_TRUE(again) << again.error().to_string();
  EXPECT_EQ(again->ingest.experiments_deleted, 1U);
  EXPECT_EQ(again->ingest.experiments_duplicate, 2U);
  EXPECT_EQ(num_whole(lake, "after another ingest"), 2U);
  EXPECT_EQ(change_deletions(lake, deletion_of({ids[0]}))->batch_id, "") << "it is gone already";
  EXPECT_EQ(change_deletions(lake, deletion_of({std::string(64, 'f')})).error().kind, ErrorKind::kNotFound);
}

TEST(DeleteExperiments, LiftedExperimentComesWithNextRecord) {
  TestLake test;
  const auto ids = fill(test);
  const Lake lake = test.open();
  ASSERT_TRUE(change_deletions(lake, deletion_of(ids)));
  EXPECT_EQ(visible_contents(lake).rows.count("molecules"), 0U);
  EXPECT_EQ(find_experiments(lake, ids)->deleted.size(), 3U);
  DeletionChange lift = deletion_of({ids[1]});
  lift.deleted = false;
  ASSERT_TRUE(change_deletions(lake, lift));
  EXPECT_EQ(find_experiments(lake, ids)->deleted.size(), 2U);
  test.put_json("again.json",
                {small_record(1, kIterations), small_record(2, kIterations), small_record(3, kIterations)});
  const auto again = ingest_and_features(lake, {}, {});
  ASSERT_TRUE(again) << again.error().to_string();
  EXPECT_EQ(again->ingest.experiments_new, 1U);
  EXPECT_EQ(num_whole(lake, "lifted"), 1U);
  ASSERT_TRUE(change_deletions(lake, deletion_of({ids[1]})));
  EXPECT_EQ(visible_contents(lake).rows.count("molecules"), 0U) << "deleted once more";
}

TEST(DeleteExperiments, EmptiedFilesAreDroppedAndOthersGetDeletes) {
  TestLake test;
  const auto ids = fill(test);
  const Lake lake = test.open();
  const auto files = [&] {
    const auto tables = LakeTables::load_all(lake).value();
    return iceberg::plan_files(*tables.find("vqe_results")).value();
  };
  ASSERT_TRUE(change_deletions(lake, deletion_of({ids[0]})));
  ASSERT_EQ(files().size(), 1U);
  EXPECT_EQ(files()[0].deletes.size(), 1U);
  test.put_json("alone.json", {small_record(9, kIterations)});
  ASSERT_TRUE(ingest_and_features(lake, {}, {}));
  ASSERT_EQ(files().size(), 2U);
  auto all = column_of(lake, "molecules", "experiment_id");
  std::erase_if(all, [&](const auto& id) { return std::ranges::find(ids, id) != ids.end(); });
  ASSERT_TRUE(change_deletions(lake, deletion_of(all)));
  EXPECT_EQ(files().size(), 1U);
  EXPECT_EQ(num_whole(lake, "both"), 2U);
}

TEST(DeleteExperiments, EarlierBatchesStillShowRows) {
  TestLake test;
  const auto ids = fill(test);
  const Lake lake = test.open();
  const auto before = LakeTables::load_all(lake).value();
  const auto last = AuditLog::read(before.find(kAuditTable))->batches().back().batch_id;
  ASSERT_TRUE(change_deletions(lake, deletion_of({ids[0]})));
  const auto tables = LakeTables::load_all(lake).value();
  const auto log = AuditLog::read(tables.find(kAuditTable)).value();
  const auto& metadata = tables.find("molecules")->metadata();
  const auto* then = newest_snapshot_of(metadata, log.up_to_batch(last).value());
  const auto* now = newest_snapshot_of(metadata, log);
  const std::array<std::string_view, 1> columns = {"experiment_id"};
  const auto count_at = [&](const iceberg::Snapshot* snapshot) {
    int64_t rows = 0;
    EXPECT_TRUE(read_table(*tables.find("molecules"), snapshot->snapshot_id, columns, {},
                           [&](const TableChunk& chunk) { rows += chunk.num_rows(); }));
    return rows;
  };
  EXPECT_EQ(count_at(then), 3);
  EXPECT_EQ(count_at(now), 2);
}

/// Deletes in a lake like `fill` makes it until the writer dies at each call in turn, `step` apart.
void expect_whole_after_any_death(TestLake::Catalog catalog, uint64_t step) {
  TestLake before;
  const auto ids = fill(before);
  for (uint64_t calls = 0;; calls += step) {
    TestLake test(catalog);
    if (catalog == TestLake::Catalog::kHadoop)
      test.copy_from(before);
    else
      fill(test);
    const auto when = fmt::format("after call {}", calls);
    const bool is_done = change_deletions(test.open_dying(calls), deletion_of({ids[0]})).has_value();
    const size_t seen = num_whole(test.open(), when + ", before the next");
    EXPECT_TRUE(seen == 3 || seen == 2) << when;
    const auto next = ingest_and_features(test.open(), {}, {});
    ASSERT_TRUE(next) << when << ": " << next.error().to_string();
    const size_t left = num_whole(test.open(), when);
    EXPECT_LE(left, is_done ? 2U : seen) << when;
    EXPECT_EQ(find_experiments(test.open(), ids)->deleted.size(), 3 - left) << when;
    if (calls % 8 == 0) {
      ASSERT_TRUE(change_deletions(test.open(), deletion_of({ids[0]}))) << when;
      EXPECT_EQ(num_whole(test.open(), when + ", done again"), 2U);
    }
    if (is_done) break;
  }
}

TEST(DeleteExperiments, DeathAtAnyCallChangesAllTablesOrNone) {
  expect_whole_after_any_death(TestLake::Catalog::kHadoop, 1);
}

TEST(DeleteExperiments, DeathWithSqlCatalogChangesAllTablesOrNone) {
  expect_whole_after_any_death(TestLake::Catalog::kSqlite, 11);
}

TEST(DeleteExperiments, HalfDeletionWithoutJournalIsUndone) {
  TestLake before;
  const auto ids = fill(before);
  for (uint64_t calls = 20; calls < 60; calls += 9) {
    TestLake test;
    test.copy_from(before);
    const bool is_done = change_deletions(test.open_dying(calls), deletion_of({ids[0]})).has_value();
    if (is_done) break;
    ASSERT_TRUE(test.state_store().remove("pending.json"));
    ASSERT_TRUE(ingest_and_features(test.open(), {}, {}));
    EXPECT_EQ(num_whole(test.open(), fmt::format("undone after call {}", calls)), 3U);
  }
}

TEST(DeleteExperiments, ConcurrentAppendConflictsAndNextCallFinishes) {
  TestLake test;
  const auto ids = fill(test);
  std::once_flag once;
  const Lake lake = test.open_dying(UINT64_MAX, [&](std::string_view key) {
    if (!key.contains("/vqe_results/data/") || !key.contains("-deletes-")) return;
    std::call_once(once, [&] {
      const Lake other = test.open();
      auto tables = LakeTables::load_all(other).value();
      ASSERT_TRUE(iceberg::append(*tables.find("vqe_results"), {}));
    });
  });
  EXPECT_EQ(change_deletions(lake, deletion_of({ids[0]})).error().kind, ErrorKind::kConflict);
  EXPECT_EQ(num_whole(test.open(), "before the next call"), 3U);
  ASSERT_TRUE(ingest_and_features(test.open(), {}, {}));
  EXPECT_EQ(num_whole(test.open(), "after it"), 2U);
}

}  // namespace
}  // namespace eigenlake
