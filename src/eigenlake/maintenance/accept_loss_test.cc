// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/accept_loss.h"

#include <gtest/gtest.h>

#include "eigenlake/iceberg/update/remove_rows.h"
#include "eigenlake/ingest/delete_experiments.h"
#include "eigenlake/ingest/experiment_rows.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/ingest/row_removal.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

size_t faults_of(const Lake& lake) {
  const auto check = check_lake(lake, {.deep = true});
  EXPECT_TRUE(check);
  return check->num_faults();
}

/// Removes an experiment from one table, as another engine does it: without a batch.
void remove_as_others_do(const Lake& lake, const char* name, const std::string& id) {
  ThreadPool pool(1);
  auto tables = LakeTables::load_all(lake).value();
  auto& table = *tables.find(name);
  const auto found = find_rows(table, iceberg::plan_files(table).value(), {id}, pool).value();
  ASSERT_GT(found.rows, 0);
  auto removal =
      leave_out_rows(table, *table.metadata().current_snapshot_id, found, "by-another-engine-" + id).value();
  iceberg::RemoveRowsAction action(table, {.removed_files = removal.removed_files,
                                           .added_files = {},
                                           .delete_files = removal.delete_files,
                                           .expected_snapshot = removal.snapshot_id,
                                           .summary = {},
                                           .tag = {}});
  ASSERT_TRUE(action.commit());
}

TEST(AcceptLoss, ForeignRemovalIsFaultUntilAccepted) {
  TestLake test;
  test.put_avro("a.avro", {small_record(1), small_record(2), small_record(3)});
  const Lake lake = test.open();
  ASSERT_TRUE(ingest_and_features(lake, {}, {}));
  const auto found = visible_contents(lake).experiments.at("molecules");
  const std::vector<std::string> ids(found.begin(), found.end());
  ASSERT_EQ(faults_of(lake), 0U);
  ASSERT_TRUE(change_deletions(lake, {.experiment_ids = {ids[0]}, .deleted = true, .changed_by = "mari"}));
  EXPECT_EQ(faults_of(lake), 0U) << "a deletion of our own is none";
  remove_as_others_do(lake, "vqe_results", ids[1]);
  EXPECT_EQ(faults_of(lake), 1U);
  LakeCheck check;
  const auto planned = accept_loss(lake, {.deep = true}, true, check);
  ASSERT_TRUE(planned) << planned.error().to_string();
  EXPECT_EQ(planned->rows, (std::map<std::string, int64_t>{{"vqe_results", 1}}));
  EXPECT_EQ(faults_of(lake), 1U);
  const auto loss = accept_loss(lake, {.deep = true}, false, check);
  ASSERT_TRUE(loss) << loss.error().to_string();
  EXPECT_FALSE(loss->batch_id.empty());
  EXPECT_EQ(check.num_faults(), 0U);
  EXPECT_EQ(faults_of(lake), 0U);
  remove_as_others_do(lake, "vqe_results", ids[2]);
  EXPECT_EQ(faults_of(lake), 1U) << "what was accepted was that loss alone";
}

TEST(Check, RetriedObjectHasTwoLedgerRowsAndNoFault) {
  TestLake test;
  test.put_bytes("a.json", "no record\n");
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  const auto again = retry_quarantined(lake, {}, {});
  ASSERT_TRUE(again) << again.error().to_string();
  ASSERT_EQ(again->quarantined.size(), 1U);
  EXPECT_EQ(faults_of(lake), 0U);
}

TEST(Check, LabelledDuplicateRecordsHaveNoFault) {
  TestLake test;
  RunRecord record = small_record(1);
  record.run_options = R"({"labels": {"series": "a"}})";
  test.put_avro("a.avro", {record, record});
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  EXPECT_EQ(faults_of(lake), 0U);
}

}  // namespace
}  // namespace eigenlake
