// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/known_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/ingest/delete_experiments.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/record/record_encoder.h"
#include "eigenlake/session/testing/filled_lake.h"
#include "eigenlake/session/testing/scratch_folder.h"
#include "eigenlake/session/testing/small_work.h"
#include "eigenlake/stream/spool.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::SizeIs;

std::string encoded(int number) {
  std::string body;
  encode_record(small_record(number), body);
  return body;
}

/// Experiment 1 is in the tables, 2 is a raw object, 3 was deleted, and 4 is nowhere.
class KnownRunsTest : public ::testing::Test {
 protected:
  KnownRunsTest() {
    fill_lake(lake_, 1, 1);
    fill_lake(lake_, 3, 1);
    DeletionChange change{.experiment_ids = {small_id(3)}, .deleted = true, .changed_by = "me"};
    EXPECT_TRUE(change_deletions(lake_, change));
    store_small_records(lake_, 2, 1);
    for (int number = 1; number <= 4; ++number) plans_.push_back(small_plan(number));
  }
  KnownRuns find() {
    const auto found = find_experiments(lake_, experiment_ids(plans_));
    EXPECT_TRUE(found) << found.error().to_string();
    auto known = find_known_runs(lake_, plans_, *found, 1, observer_);
    EXPECT_TRUE(known) << known.error().to_string();
    return known.value_or(KnownRuns());
  }

  TestLake test_;
  const Lake lake_ = test_.open();
  std::vector<PlannedRun> plans_;
  KeepingObserver observer_;
};

TEST_F(KnownRunsTest, TablesRawObjectsAndDeletionsMakeRunsKnown) {
  const auto known = find();
  EXPECT_THAT(known, SizeIs(3));
  EXPECT_FALSE(known.contains(small_id(4)));
  ASSERT_TRUE(known.at(small_id(1)));
  ASSERT_TRUE(known.at(small_id(2)));
  EXPECT_FALSE(known.at(small_id(3))) << "what was deleted has no row";
  for (const int number : {1, 2}) {
    const SimulationRow& row = *known.at(small_id(number));
    EXPECT_EQ(row.origin, kInLake);
    EXPECT_TRUE(row.skipped);
    EXPECT_EQ(row.molecule, "small " + std::to_string(number));
    EXPECT_EQ(row.minimum, -1.75);
  }
  EXPECT_THAT(observer_.warnings, IsEmpty());
}

TEST_F(KnownRunsTest, RowsOfTablesAndRecordsAgree) {
  const SimulationRow of_record = *find().at(small_id(2));
  fill_lake(lake_, 2, 1);
  const SimulationRow of_tables = *find().at(small_id(2));
  EXPECT_EQ(of_tables.minimum, of_record.minimum);
  EXPECT_EQ(of_tables.evaluations, of_record.evaluations);
  EXPECT_EQ(of_tables.success, of_record.success);
  EXPECT_EQ(of_tables.basis, of_record.basis);
  EXPECT_EQ(of_tables.num_qubits, of_record.num_qubits);
  EXPECT_EQ(of_tables.num_parameters, of_record.num_parameters);
  EXPECT_EQ(of_tables.nuclear_repulsion_energy, of_record.nuclear_repulsion_energy);
}

TEST_F(KnownRunsTest, PlansAreMarkedLikeInARealCall) {
  ASSERT_TRUE(mark_known_plans(lake_, plans_));
  std::vector<bool> in_lake, deleted;
  for (const PlannedRun& plan : plans_) {
    in_lake.push_back(plan.in_lake);
    deleted.push_back(plan.deleted);
  }
  EXPECT_THAT(in_lake, ElementsAre(true, true, false, false));
  EXPECT_THAT(deleted, ElementsAre(false, false, true, false));
}

TEST_F(KnownRunsTest, OptimumOfAFollowedRunIsReadFromTheTables) {
  plans_[3].plan.spec.follow = small_id(1);
  EXPECT_THAT(find().at(small_id(1))->optimal_parameters, ElementsAre(0.25, 0.5));
}

TEST_F(KnownRunsTest, UnneededOptimumIsNotRead) {
  EXPECT_THAT(find().at(small_id(1))->optimal_parameters, IsEmpty());
  plans_[2].plan.spec.follow = small_id(1);
  EXPECT_THAT(find().at(small_id(1))->optimal_parameters, IsEmpty()) << "the follower was deleted";
}

TEST_F(KnownRunsTest, SpooledRecordIsKnownAndBecomesARawObject) {
  const ScratchFolder folder;
  PublisherOptions options;
  options.spool_folder = folder.place("spool");
  options.topic = "runs";
  Spool spool(options.spool_folder, options.spool_bytes_max);
  ASSERT_TRUE(spool.put("runs", small_id(4), encoded(4)));
  ASSERT_TRUE(spool.put("other", small_id(2), encoded(2)));
  KnownRuns known;
  ASSERT_TRUE(add_spooled_runs(options, nullptr, plans_, known));
  ASSERT_THAT(known, ElementsAre(Key(small_id(4))));
  EXPECT_EQ(known.at(small_id(4))->origin, kInSpool);
  EXPECT_TRUE(known.at(small_id(4))->skipped);
  const size_t before = lake_.raw_store().list(kRawPrefix)->size();
  known.clear();
  ASSERT_TRUE(add_spooled_runs(options, &lake_, plans_, known));
  EXPECT_EQ(lake_.raw_store().list(kRawPrefix)->size(), before + 1);
  ASSERT_TRUE(add_spooled_runs(options, &lake_, plans_, known));
  EXPECT_EQ(lake_.raw_store().list(kRawPrefix)->size(), before + 1) << "it is known by now";
}

TEST_F(KnownRunsTest, StoredRunsAreThePlansInTheTables) {
  const auto rows = read_stored_runs(lake_, plans_, 1);
  ASSERT_TRUE(rows) << rows.error().to_string();
  ASSERT_THAT(*rows, ElementsAre(Key(small_id(1))));
  const SimulationRow& row = rows->at(small_id(1));
  EXPECT_EQ(row.molecule, "small 1");
  EXPECT_EQ(row.basis, "sto3g");
  EXPECT_EQ(row.num_qubits, 4);
  EXPECT_EQ(row.minimum, -1.75);
  EXPECT_EQ(row.evaluations, 3);
  EXPECT_TRUE(row.success);
  EXPECT_FALSE(row.hf_total_energy);
  EXPECT_TRUE(read_stored_runs(lake_, {}, 1)->empty());
}

TEST_F(KnownRunsTest, LiftingRestoresDeletedPlans) {
  const auto lifted = lift_deletions(lake_, plans_, "run --force", 1);
  ASSERT_TRUE(lifted) << lifted.error().to_string();
  EXPECT_EQ(*lifted, 1U);
  const auto deletions = read_deletions(LakeTables::load_all(lake_).value(), true).value();
  EXPECT_FALSE(deletions.at(small_id(3)).deleted);
  EXPECT_EQ(deletions.at(small_id(3)).reason, "run --force");
  EXPECT_FALSE(find().contains(small_id(3)));
  const size_t batches = batches_of(lake_).size();
  EXPECT_EQ(*lift_deletions(lake_, plans_, "run --force", 1), 0U);
  EXPECT_EQ(batches_of(lake_).size(), batches) << "nothing to lift is no batch";
}

TEST_F(KnownRunsTest, UnreadableTablesWarnAndKeepRunsKnown) {
  const auto found = find_experiments(lake_, experiment_ids(plans_));
  const auto files = test_.warehouse().list("quantum_features/vqe_results/data/").value();
  for (const auto& file : files) ASSERT_TRUE(test_.warehouse().remove(file.key));
  const auto known = find_known_runs(lake_, plans_, *found, 1, observer_);
  ASSERT_TRUE(known) << known.error().to_string();
  EXPECT_TRUE(known->contains(small_id(1)));
  EXPECT_FALSE(known->at(small_id(1)));
  EXPECT_THAT(observer_.warnings, ElementsAre(HasSubstr("stored results")));
}

}  // namespace
}  // namespace eigenlake
