// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/row_removal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/update/remove_rows.h"
#include "eigenlake/ingest/batch.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/ingest/ingest_test_data.h"

namespace eigenlake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

/// A lake with two batches: of experiments 1 and 2 in one file of each table, and of experiment 3.
class RowRemoval : public testing::Test {
 protected:
  RowRemoval() {
    test.put_avro("a.avro", {small_record(1, kIterations), small_record(2, kIterations)});
    batches.push_back(ingest(lake, {})->batch.batch_id);
    for (const auto& id : column_of(lake, "molecules", "experiment_id")) first_two.insert(id);
    test.put_avro("b.avro", {small_record(3, kIterations)});
    batches.push_back(ingest(lake, {})->batch.batch_id);
    for (const auto& id : column_of(lake, "molecules", "experiment_id"))
      if (!first_two.contains(id)) third.insert(id);
    tables = LakeTables::load_all(lake).value();
  }

  const iceberg::Table& table(const char* name) { return *tables.find(name); }
  int64_t snapshot(const char* name) { return *table(name).metadata().current_snapshot_id; }
  FoundRows find(const char* name, const ExperimentIds& ids) {
    return find_rows(table(name), iceberg::plan_files(table(name)).value(), ids, pool).value();
  }
  static ExperimentIds one_of(const ExperimentIds& ids) { return {*ids.begin()}; }

  TestLake test;
  Lake lake = test.open();
  ThreadPool pool{2};
  std::vector<std::string> batches;
  ExperimentIds first_two;
  ExperimentIds third;
  LakeTables tables;
};

TEST_F(RowRemoval, FindsRowsWithPlacesAndBatches) {
  const FoundRows found = find("vqe_iterations", one_of(first_two));
  EXPECT_EQ(found.rows, kIterations);
  ASSERT_THAT(found.files, SizeIs(1));
  EXPECT_THAT(found.files[0].places, SizeIs(kIterations));
  EXPECT_EQ(found.files[0].places.back() - found.files[0].places.front(), kIterations - 1);
  EXPECT_THAT(found.rows_by_batch, ElementsAre(Pair(batches[0], kIterations)));
  ExperimentIds all = first_two;
  all.merge(ExperimentIds(third));
  EXPECT_EQ(find("vqe_iterations", all).rows, 3 * kIterations);
  EXPECT_THAT(find("vqe_iterations", {"nobody"}).files, IsEmpty());
}

TEST_F(RowRemoval, FindsOnlyRowsOfSnapshot) {
  const auto before = *snapshot_of_batch(table("molecules").metadata(), batches[0]);
  EXPECT_EQ(find_rows_at(lake, table("molecules"), before.snapshot_id, third, pool)->rows, 0);
  EXPECT_EQ(find_rows_at(lake, table("molecules"), snapshot("molecules"), third, pool)->rows, 1);
}

TEST_F(RowRemoval, DeletionsAndLedgerHoldNoExperiments) {
  EXPECT_TRUE(holds_experiments("molecules"));
  EXPECT_TRUE(holds_experiments("labels"));
  EXPECT_FALSE(holds_experiments("deletions"));
  EXPECT_FALSE(holds_experiments("source_objects"));
  EXPECT_FALSE(holds_experiments("somebody_elses"));
}

TEST_F(RowRemoval, FilterNamesAtMostThousandExperiments) {
  ExperimentIds ids;
  for (int i = 0; i < 1000; ++i) ids.insert(std::to_string(i));
  ASSERT_THAT(filter_of(ids), SizeIs(1));
  EXPECT_THAT(filter_of(ids)[0].values, SizeIs(1000));
  ids.insert("one more");
  EXPECT_THAT(filter_of(ids), IsEmpty());
}

TEST_F(RowRemoval, EmptiedFileIsRemovedAndOthersGetDeletes) {
  const auto whole = leave_out_rows(table("molecules"), snapshot("molecules"), find("molecules", third), "x");
  ASSERT_TRUE(whole) << whole.error().to_string();
  EXPECT_THAT(whole->removed_files, SizeIs(1));
  EXPECT_THAT(whole->delete_files, IsEmpty());
  const auto part =
      leave_out_rows(table("molecules"), snapshot("molecules"), find("molecules", one_of(first_two)), "x");
  ASSERT_TRUE(part) << part.error().to_string();
  EXPECT_THAT(part->removed_files, IsEmpty());
  ASSERT_THAT(part->delete_files, SizeIs(1));
  EXPECT_EQ(part->delete_files[0].record_count, 1);
  EXPECT_EQ(part->snapshot_id, snapshot("molecules"));
}

TEST_F(RowRemoval, FindsFilesWithHiddenRows) {
  const ExperimentIds gone = one_of(first_two);
  auto& changed = *tables.find("molecules");
  auto removal = leave_out_rows(changed, snapshot("molecules"), find("molecules", gone), "x").value();
  iceberg::RemoveRowsAction action(changed, {.removed_files = {},
                                             .added_files = {},
                                             .delete_files = std::move(removal.delete_files),
                                             .expected_snapshot = snapshot("molecules"),
                                             .summary = {},
                                             .tag = {}});
  ASSERT_TRUE(action.commit());
  EXPECT_EQ(find("molecules", gone).rows, 0);
  const auto files = iceberg::plan_files(changed).value();
  EXPECT_THAT(files_with_bytes(changed, files, gone, pool).value(), SizeIs(1));
  EXPECT_THAT(files_with_bytes(changed, files, {"nobody"}, pool).value(), IsEmpty());
}

TEST_F(RowRemoval, RewrittenTableKeepsOtherRowsInOrder) {
  static constexpr std::array<std::string_view, 1> kNames = {"vqe_iterations"};
  const ExperimentIds gone = one_of(first_two);
  Batch batch = Batch::begin(lake, tables, kNames, new_batch_plan(kDeletionProcessingName, {})).value();
  BatchTable& changed = batch.table("vqe_iterations");
  const auto done = write_without_rows(changed, gone, batch.stamp().batch_id, pool);
  ASSERT_TRUE(done) << done.error().to_string();
  ASSERT_TRUE(changed.removal());
  EXPECT_THAT(changed.removal()->removed_files, SizeIs(1));
  EXPECT_THAT(changed.removal()->delete_files, IsEmpty());
  EXPECT_EQ(changed.rows(), 0) << "rows that stay are none that the batch adds";
  EXPECT_THAT(changed.open_files(), SizeIs(1));
  EXPECT_EQ(changed.open_files()[0].rows_written(), kIterations);
  changed.count(-kIterations);
  ASSERT_TRUE(batch.commit("", [] {}));
  tables = LakeTables::load_all(lake).value();
  EXPECT_EQ(find("vqe_iterations", gone).rows, 0);
  EXPECT_EQ(find("vqe_iterations", third).rows, kIterations);
  EXPECT_EQ(column_of(lake, "vqe_iterations", "experiment_id").size(), size_t{2 * kIterations});
}

}  // namespace
}  // namespace eigenlake
