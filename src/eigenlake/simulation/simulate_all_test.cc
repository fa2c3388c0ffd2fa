#include "eigenlake/simulation/simulate_all.h"

#include <atomic>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/simulation/simulation_test_data.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;

TEST(SimulateAll, JobsChangeNothingButTheOrderOfEnding) {
  const ExperimentSpec options;
  std::vector<PlannedRun> plans;
  for (const MoleculeEntry& entry : {h2(), lih(), heh()}) plans.push_back(*plan_run(entry, options));
  std::vector<std::vector<std::string>> records;
  for (const int num_jobs : {1, 3}) {
    std::vector<std::string> texts(plans.size());
    simulate_all(plans, {.num_threads = 3, .num_jobs = num_jobs}, {},
                 [&](size_t index, Result<SimulatedRun> run) {
                   ASSERT_TRUE(run) << run.error().to_string();
                   texts[index] = timeless(run->record);
                 });
    records.push_back(texts);
  }
  EXPECT_EQ(records[0], records[1]);
}

/// Plans of LiH at distances in angstrom, each but the first following the one before.
std::vector<PlannedRun> series(std::vector<double> distances) {
  ExperimentSpec options;
  std::vector<PlannedRun> plans;
  for (const double distance : distances) {
    plans.push_back(*plan_run(entry_of({"Li", "H"}, distance), options));
    options.follow = plans.back().experiment_id;
  }
  return plans;
}

std::vector<Result<SimulatedRun>> simulate_series(const std::vector<PlannedRun>& plans, int num_jobs,
                                                  const SimulationHooks& hooks = {}) {
  std::vector<Result<SimulatedRun>> runs(plans.size());
  simulate_all(plans, {.num_threads = 2, .num_jobs = num_jobs}, hooks,
               [&](size_t index, Result<SimulatedRun> run) { runs[index] = std::move(run); });
  return runs;
}

TEST(SimulateAll, ARunThatFollowsStartsFromTheOptimumBefore) {
  const auto plans = series({1.6, 1.65, 1.7});
  const auto runs = simulate_series(plans, 3);
  for (size_t i = 1; i < runs.size(); ++i) {
    ASSERT_TRUE(runs[i]) << runs[i].error().to_string();
    EXPECT_EQ(runs[i]->record.initial_parameters, runs[i - 1]->record.optimal_parameters);
    EXPECT_NE(plans[i].experiment_id,
              plan_run(entry_of({"Li", "H"}, 1.6 + 0.05 * static_cast<double>(i)), {})->experiment_id);
  }
  const auto again = simulate_series(plans, 1);
  for (size_t i = 0; i < runs.size(); ++i) EXPECT_EQ(timeless(runs[i]->record), timeless(again[i]->record));
}

TEST(SimulateAll, AStartThatIsHigherThanTheRunsOwnIsLeft) {
  auto plans = series({1.6, 1.65});
  const double alone = simulate_one(entry_of({"Li", "H"}, 1.65), {}).total_energy;
  plans[1].followed_parameters.assign(static_cast<size_t>(plans[1].plan.num_parameters), 1.3);
  const auto runs = simulate_series({plans[1]}, 1);
  ASSERT_TRUE(runs[0]) << runs[0].error().to_string();
  EXPECT_THAT(runs[0]->warnings, testing::Contains(HasSubstr("its own start")));
  EXPECT_EQ(runs[0]->total_energy, alone);
}

TEST(SimulateAll, WithoutTheOptimumBeforeARunFails) {
  const auto plans = series({1.6, 1.65, 1.7});
  const auto runs = simulate_series({plans[1], plans[2]}, 1);
  for (const auto& run : runs) {
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().kind, ErrorKind::kInvalidInput);
    EXPECT_THAT(run.error().message, HasSubstr("the point before"));
  }
}

TEST(SimulateAll, AStopEndsASeriesWithoutCallingItsPointsBad) {
  const SimulationHooks hooks{.on_progress = {}, .stop_requested = [] { return true; }};
  for (const auto& run : simulate_series(series({1.6, 1.65}), 1, hooks))
    EXPECT_EQ(run.error().kind, ErrorKind::kInterrupted);
}

}  // namespace
}  // namespace eigenlake
