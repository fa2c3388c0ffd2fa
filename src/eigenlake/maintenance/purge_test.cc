// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/purge.h"

#include <gtest/gtest.h>

#include "eigenlake/ingest/delete_experiments.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/ingest/label_batch.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/lake/user_tags.h"
#include "eigenlake/maintenance/check_lake.h"
#include "eigenlake/maintenance/maintain.h"
#include "eigenlake/maintenance/orphans.h"
#include "eigenlake/maintenance/rows_in_history.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

DeletionChange purge_of(std::vector<std::string> ids) {
  return {.experiment_ids = std::move(ids), .deleted = true, .changed_by = "mari@lab", .reason = "private"};
}

/// Two batches with their features: three experiments, then one; a label on the first.
std::vector<std::string> fill_for_purge(TestLake& test) {
  test.put_avro("a.avro", {small_record(1), small_record(2), small_record(3)});
  EXPECT_TRUE(ingest_and_features(test.open(), {}, {}));
  const auto found = visible_contents(test.open()).experiments.at("molecules");
  std::vector<std::string> ids(found.begin(), found.end());
  EXPECT_TRUE(set_labels(test.open(), std::vector<LabelChange>{{ids[0], "who", "mari"}}));
  test.put_avro("b.avro", {small_record(4)});
  EXPECT_TRUE(ingest_and_features(test.open(), {}, {}));
  return ids;
}

RowsInHistory history_of(const Lake& lake, const std::vector<std::string>& ids) {
  ThreadPool pool(1);
  const auto tables = LakeTables::load_all(lake).value();
  const auto log = AuditLog::read(tables.find(kAuditTable)).value();
  return find_rows_in_history(tables, log, {ids.begin(), ids.end()}, pool).value();
}

/// Data files in the store that no snapshot of a table needs.
std::vector<std::string> unneeded_data(const Lake& lake) {
  std::vector<std::string> keys;
  const auto tables = LakeTables::load_all(lake).value();
  for (const auto& [name, table] : tables.tables()) {
    const auto needed = reachable_files(table).value();
    const auto objects = lake.warehouse_store().list(table.key_below("data/")).value();
    for (const auto& object : objects)
      if (!needed.contains(object.key)) keys.push_back(object.key);
  }
  return keys;
}

void expect_purged(const Lake& lake, const std::vector<std::string>& ids, const std::string& when) {
  EXPECT_TRUE(history_of(lake, ids).snapshots.empty()) << when;
  for (const auto& [name, found] : visible_contents(lake).experiments)
    EXPECT_EQ(found.size(), 3U) << when << ' ' << name;
  const auto check = check_lake(lake, {.deep = true});
  ASSERT_TRUE(check);
  for (const auto& table : check->tables)
    for (const auto& fault : table.report.faults)
      ADD_FAILURE() << when << fault.table << ' ' << fault.message;
}

TEST(Purge, RemovesRowsFromAllFilesAndTheirBatches) {
  TestLake test;
  const auto ids = fill_for_purge(test);
  const Lake lake = test.open();
  const auto batches_before = [&] {
    const auto tables = LakeTables::load_all(lake).value();
    return AuditLog::read(tables.find(kAuditTable)).value();
  }();
  const auto report = purge_experiments(lake, purge_of({ids[0]}));
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->deletion.rows.at("labels"), 1);
  EXPECT_GT(report->bytes, 0);
  EXPECT_EQ(unneeded_data(lake), std::vector<std::string>());
  expect_purged(lake, {ids[0]}, "purged");
  const auto tables = LakeTables::load_all(lake).value();
  const auto log = AuditLog::read(tables.find(kAuditTable)).value();
  EXPECT_EQ(log.batches().size(), batches_before.batches().size() + 1);
  const auto& audit = tables.find(kAuditTable)->metadata();
  for (const auto& batch : batches_before.batches())
    EXPECT_FALSE(check_not_expired(audit, log.up_to_batch(batch.batch_id).value())) << batch.batch_id;
  EXPECT_TRUE(check_not_expired(audit, log));
  const auto again = purge_experiments(lake, purge_of({ids[0]}));
  ASSERT_TRUE(again) << again.error().to_string();
  EXPECT_EQ(again->deletion.batch_id, "") << "nothing is left";
}

TEST(Purge, EarlierDeletionsArePurgedToo) {
  TestLake test;
  const auto ids = fill_for_purge(test);
  ASSERT_TRUE(change_deletions(test.open(), purge_of({ids[1]})));
  ASSERT_TRUE(maintain(test.open(), {.steps = {MaintenanceStep::kCompact}, .grace_ms = 0}));
  EXPECT_FALSE(history_of(test.open(), {ids[1]}).snapshots.empty());
  const auto report = purge_experiments(test.open(), purge_of({ids[1]}));
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->deletion.rows.at("molecules"), 0);
  expect_purged(test.open(), {ids[1]}, "deleted before");
  test.put_avro("c.avro", {small_record(2)});
  EXPECT_EQ(ingest(test.open(), {})->experiments_new, 0U);
}

TEST(Purge, UserTagStopsItBeforeAnyChange) {
  TestLake test;
  const auto ids = fill_for_purge(test);
  const Lake lake = test.open();
  const auto tables = LakeTables::load_all(lake).value();
  const auto snapshot = *tables.find("vqe_results")->metadata().current_snapshot_id;
  ASSERT_TRUE(create_user_tag(lake, "paper", {{"vqe_results", snapshot}}));
  const auto before = lake.warehouse_store().list("").value();
  EXPECT_FALSE(check_purge(lake, {ids[0]}));
  const auto refused = purge_experiments(lake, purge_of({ids[0]}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalidInput);
  EXPECT_NE(refused.error().message.find("'paper'"), std::string::npos) << refused.error().message;
  EXPECT_EQ(lake.warehouse_store().list("")->size(), before.size());
  ASSERT_TRUE(delete_user_tag(lake, "paper"));
  ASSERT_TRUE(purge_experiments(lake, purge_of({ids[0]})));
  expect_purged(lake, {ids[0]}, "after the tag");
}

TEST(Purge, NextCallFinishesAfterAnyKill) {
  TestLake before;
  const auto ids = fill_for_purge(before);
  for (uint64_t calls = 0;; calls += 11) {
    TestLake test;
    test.copy_from(before);
    const bool is_done = purge_experiments(test.open_dying(calls), purge_of({ids[0]})).has_value();
    for (const auto& [name, found] : visible_contents(test.open()).experiments)
      EXPECT_TRUE(found.size() == 4 || found.size() == 3) << calls << name;
    const auto next = purge_experiments(test.open(), purge_of({ids[0]}));
    ASSERT_TRUE(next) << calls << ": " << next.error().to_string();
    expect_purged(test.open(), {ids[0]}, fmt::format("call {}", calls));
    if (is_done) break;
  }
}

}  // namespace
}  // namespace eigenlake
