// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/work_in_progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/ingest/raw_record.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/session/testing/small_work.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class WorkInProgressTest : public ::testing::Test {
 protected:
  WorkOutcome simulate(const SimulationWork& work, const KnownRuns& known = {}, int num_threads = 1) {
    const StoreRun store = [this](const SimulatedRun& run) -> Result<> {
      stored_.push_back(run.experiment_id);
      if (run.experiment_id == lost_) return fail(ErrorKind::kStore, "the disk is full");
      return {};
    };
    return simulate_work(work, known, {}, store, num_threads, observer_);
  }
  static std::vector<std::string> ids_of(const SimulationWork& work) {
    std::vector<std::string> ids;
    for (const PlannedRun& plan : work.plans) ids.push_back(plan.experiment_id);
    return ids;
  }

  KeepingObserver observer_;
  std::vector<std::string> stored_;
  std::string lost_;
};

TEST_F(WorkInProgressTest, EachRunIsStoredAndHasARow) {
  const auto work = hydrogen_work({0, 1, 2});
  const auto outcome = simulate(work);
  EXPECT_EQ(outcome.num_succeeded, 3U);
  EXPECT_EQ(outcome.num_known, 0U);
  EXPECT_TRUE(outcome.all_converged);
  EXPECT_FALSE(outcome.interrupted);
  EXPECT_EQ(stored_, ids_of(work));
  EXPECT_EQ(observer_.experiments(), ids_of(work));
  EXPECT_THAT(observer_.phases,
              ElementsAre(std::pair(RunPhase::kSimulation, true), std::pair(RunPhase::kSimulation, false)));
  for (const SimulationRow& row : observer_.rows) {
    EXPECT_NEAR(row.total_energy(), -1.13727, 1e-4);
    EXPECT_FALSE(row.skipped);
  }
}

TEST_F(WorkInProgressTest, RowsComeInTheOrderOfThePlans) {
  auto work = hydrogen_work({0, 1, 2, 3, 4, 5});
  work.num_jobs = 3;
  simulate(work, {}, 3);
  EXPECT_EQ(observer_.experiments(), ids_of(work));
}

TEST_F(WorkInProgressTest, KnownRunHasARowAndIsNotComputed) {
  const auto work = hydrogen_work({0, 1});
  SimulationRow known;
  known.experiment_id = work.plans[0].experiment_id;
  known.molecule = "another name";
  known.skipped = true;
  known.success = false;
  const auto outcome = simulate(work, {{known.experiment_id, known}});
  EXPECT_EQ(outcome.num_succeeded, 1U);
  EXPECT_EQ(outcome.num_known, 1U);
  EXPECT_THAT(outcome.found, ElementsAre(work.plans[0].experiment_id));
  EXPECT_FALSE(outcome.all_converged) << "that of the lake did not";
  EXPECT_THAT(stored_, ElementsAre(work.plans[1].experiment_id));
  ASSERT_THAT(observer_.rows, SizeIs(2));
  EXPECT_EQ(observer_.rows[0].molecule, work.plans[0].molecule_name) << "as this call names it";
}

TEST_F(WorkInProgressTest, KnownRunWithoutARowIsNotComputed) {
  const auto work = hydrogen_work({0});
  const auto outcome = simulate(work, {{work.plans[0].experiment_id, std::nullopt}});
  EXPECT_EQ(outcome.num_known, 1U);
  EXPECT_TRUE(outcome.all_converged);
  EXPECT_THAT(observer_.rows, IsEmpty());
  EXPECT_THAT(stored_, IsEmpty());
}

TEST_F(WorkInProgressTest, ExperimentAtTwoPlacesIsComputedOnce) {
  WorkRequest request{.series = {{hydrogen(0.7, 0)}, {hydrogen(0.7, 1)}, {hydrogen(0.8, 2)}},
                      .options = {quick_options()}};
  const auto work = plan_work(request).value();
  const auto outcome = simulate(work);
  EXPECT_EQ(observer_.num_repeated, 1U);
  EXPECT_EQ(outcome.num_succeeded, 2U);
  EXPECT_EQ(outcome.num_known, 1U);
  EXPECT_THAT(stored_, SizeIs(2));
  ASSERT_THAT(observer_.rows, SizeIs(3));
  EXPECT_FALSE(observer_.rows[0].skipped);
  EXPECT_TRUE(observer_.rows[1].skipped);
  EXPECT_THAT(observer_.rows[1].origin, HasSubstr(work.plans[0].place));
  EXPECT_EQ(observer_.rows[1].minimum, observer_.rows[0].minimum);
}

TEST_F(WorkInProgressTest, FailureToStoreLeavesOtherRuns) {
  const auto work = hydrogen_work({0, 1});
  lost_ = work.plans[0].experiment_id;
  const auto outcome = simulate(work);
  EXPECT_EQ(outcome.num_succeeded, 1U);
  ASSERT_THAT(outcome.failures, SizeIs(1));
  EXPECT_EQ(outcome.failures[0].error.kind, ErrorKind::kStore);
  EXPECT_THAT(outcome.failures[0].input, HasSubstr("seed 0"));
  EXPECT_THAT(observer_.failures, SizeIs(1));
  EXPECT_THAT(observer_.experiments(), ElementsAre(work.plans[1].experiment_id));
}

TEST_F(WorkInProgressTest, FailureIsReportedAtEachPlaceOfItsExperiment) {
  const auto work =
      plan_work({.series = {{hydrogen(0.7, 0)}, {hydrogen(0.7, 1)}}, .options = {quick_options()}}).value();
  lost_ = work.plans[0].experiment_id;
  const auto outcome = simulate(work);
  ASSERT_THAT(outcome.failures, SizeIs(2));
  EXPECT_EQ(outcome.failures[0].input, work.plans[0].place);
  EXPECT_EQ(outcome.failures[1].input, work.plans[1].place);
  EXPECT_THAT(stored_, SizeIs(1));
}

TEST_F(WorkInProgressTest, StopInterruptsTheRestSilently) {
  const auto work = hydrogen_work({0, 1, 2});
  observer_.stop_after = 1;
  const auto outcome = simulate(work);
  EXPECT_TRUE(outcome.interrupted);
  EXPECT_EQ(outcome.num_succeeded, 1U);
  ASSERT_THAT(outcome.failures, SizeIs(2));
  for (const MoleculeFailure& failure : outcome.failures)
    EXPECT_EQ(failure.error.kind, ErrorKind::kInterrupted);
  EXPECT_THAT(observer_.failures, IsEmpty()) << "what was not begun has not failed";
  EXPECT_THAT(observer_.experiments(), ElementsAre(work.plans[0].experiment_id));
}

TEST_F(WorkInProgressTest, FollowerStartsFromTheOptimumOfItsLeader) {
  const auto work = plan_work({.series = {{hydrogen(0.7, 0), hydrogen(0.72, 1)}},
                               .options = {quick_options()},
                               .varied = {},
                               .follow = true})
                        .value();
  simulate(work);
  ASSERT_THAT(observer_.rows, SizeIs(2));
  EXPECT_LE(observer_.rows[1].evaluations, observer_.rows[0].evaluations);
}

TEST_F(WorkInProgressTest, FollowerOfAKnownRunStartsFromItsOptimum) {
  const auto work = plan_work({.series = {{hydrogen(0.7, 0), hydrogen(0.72, 1)}},
                               .options = {quick_options()},
                               .varied = {},
                               .follow = true})
                        .value();
  simulate(work);
  const SimulationRow leader = observer_.rows[0];
  const SimulationRow follower = observer_.rows[1];
  observer_ = {};
  simulate(work, {{leader.experiment_id, leader}});
  ASSERT_THAT(observer_.rows, SizeIs(2));
  EXPECT_EQ(observer_.rows[1].minimum, follower.minimum);
  EXPECT_EQ(observer_.rows[1].evaluations, follower.evaluations);
}

TEST_F(WorkInProgressTest, FollowerOfAFailedRunFails) {
  const auto work = plan_work({.series = {{hydrogen(0.7, 0), hydrogen(0.72, 1)}},
                               .options = {quick_options()},
                               .varied = {},
                               .follow = true})
                        .value();
  lost_ = work.plans[0].experiment_id;
  const auto outcome = simulate(work);
  EXPECT_EQ(outcome.num_succeeded, 0U);
  ASSERT_THAT(outcome.failures, SizeIs(2));
  EXPECT_EQ(outcome.failures[1].error.kind, ErrorKind::kInvalidInput);
  EXPECT_THAT(observer_.rows, IsEmpty());
}

TEST_F(WorkInProgressTest, NoPlansGiveNoRows) {
  const auto outcome = simulate({});
  EXPECT_EQ(outcome.num_succeeded + outcome.num_known, 0U);
  EXPECT_TRUE(outcome.all_converged);
  EXPECT_THAT(observer_.rows, IsEmpty());
}

TEST_F(WorkInProgressTest, SharedLakeFindsRecordsOfOtherCalls) {
  const TestLake test;
  const Lake lake = test.open();
  const auto work = hydrogen_work({0, 1});
  KeepingObserver other;
  const StoreRun store = [&](const SimulatedRun& run) -> Result<> {
    EIGENLAKE_RETURN_IF_ERROR(store_raw_record(lake, run.record, run.experiment_id));
    return {};
  };
  auto first_alone = work;
  first_alone.plans.pop_back();
  simulate_work(first_alone, {}, {&lake, 0}, store, 1, other);
  const auto outcome = simulate_work(work, {}, {&lake, 0}, store, 1, observer_);
  EXPECT_THAT(observer_.found, ElementsAre(0));
  EXPECT_EQ(outcome.num_succeeded, 1U);
  EXPECT_THAT(outcome.found, ElementsAre(work.plans[0].experiment_id));
  EXPECT_EQ(observer_.rows[0].origin, kByAnotherCall);
  EXPECT_EQ(lake.state_store().list("claims/")->size(), 0U);
}

}  // namespace
}  // namespace eigenlake
