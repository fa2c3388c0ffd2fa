// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/simulate_all.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <new>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/simulation/testing/simulation_test_data.h"

namespace eigenlake {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

TEST(SimulateAll, JobsChangeOnlyTheOrderOfEnding) {
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

TEST(SimulateAll, EachPlanHasItsOwnSpecAndSize) {
  ExperimentSpec circuit = hardware_efficient(AnsatzKind::kRealAmplitudes);
  circuit.vqe.optimizer = OptimizerKind::kCobyla;
  const std::vector<std::pair<MoleculeEntry, ExperimentSpec>> asked = {
      {h2(), circuit}, {lih(), {}}, {heh(), {}}, {h2(), {}}};
  std::vector<PlannedRun> plans;
  for (const auto& [entry, spec] : asked) plans.push_back(*plan_run(entry, spec));
  std::vector<std::string> together(plans.size());
  simulate_all(plans, {.num_threads = 2, .num_jobs = 2}, {}, [&](size_t index, Result<SimulatedRun> run) {
    ASSERT_TRUE(run) << run.error().to_string();
    together[index] = timeless(run->record);
  });
  for (size_t i = 0; i < asked.size(); ++i)
    EXPECT_EQ(together[i], timeless(simulate_one(asked[i].first, asked[i].second).record)) << i;
}

TEST(SimulateAll, RunWithoutMemoryLeavesTheOthers) {
  std::vector<PlannedRun> plans;
  for (const MoleculeEntry& entry : {h2(), lih(), heh()}) plans.push_back(*plan_run(entry, {}));
  for (const int num_jobs : {1, 3}) {
    const SimulationHooks hooks{.on_progress = [](const SimulationProgress& progress) {
      if (progress.run == 1 && std::string_view(progress.phase) == "mapping") throw std::bad_alloc();
    }};
    std::vector<Result<SimulatedRun>> runs(plans.size());
    simulate_all(plans, {.num_threads = 3, .num_jobs = num_jobs}, hooks,
                 [&](size_t index, Result<SimulatedRun> run) { runs[index] = std::move(run); });
    EXPECT_TRUE(runs[0] && runs[2]) << num_jobs;
    ASSERT_FALSE(runs[1]) << num_jobs;
    EXPECT_EQ(runs[1].error().kind, ErrorKind::kResourceLimit);
    EXPECT_THAT(runs[1].error().to_string(), HasSubstr("not enough memory"));
  }
}

/// Which runs began before others had ended, told by what simulations ask and say.
class SideBySide {
 public:
  /// How long a thread waits for another one. A busy machine may take seconds to start the other.
  explicit SideBySide(std::chrono::milliseconds wait) : wait_(wait) {}

  /// How many threads simulate at the same time, at most.
  int threads_of(const SimulationLimits& limits) {
    const std::vector<PlannedRun> plans = {*plan_run(lih(), {}), *plan_run(h2(), {})};
    const SimulationHooks hooks{.on_progress = {}, .stop_requested = [&] { return wait_for_another(); }};
    simulate_all(plans, limits, hooks, [&](size_t, const Result<SimulatedRun>&) {
      const std::lock_guard lock(mutex_);
      running_.erase(std::this_thread::get_id());
    });
    return most_;
  }

 private:
  bool wait_for_another() {
    std::unique_lock lock(mutex_);
    running_.insert(std::this_thread::get_id());
    most_ = std::max(most_, static_cast<int>(running_.size()));
    came_.notify_all();
    if (!has_waited_) came_.wait_for(lock, wait_, [&] { return most_ > 1; });
    has_waited_ = true;
    return false;
  }

  std::chrono::milliseconds wait_;
  std::mutex mutex_;
  std::condition_variable came_;
  std::set<std::thread::id> running_;
  int most_ = 0;
  bool has_waited_ = false;
};

TEST(SimulateAll, RunsBeginSideBySideWithinMemoryAndThreads) {
  EXPECT_EQ(SideBySide(60s).threads_of({.num_threads = 2, .num_jobs = 2, .memory_bytes = 1e9}), 2);
  EXPECT_EQ(SideBySide(300ms).threads_of({.num_threads = 2, .num_jobs = 2, .memory_bytes = 1.0}), 1);
  EXPECT_EQ(SideBySide(300ms).threads_of({.num_threads = 1, .num_jobs = 2, .memory_bytes = 1e9}), 1);
}

TEST(SimulateAll, LargeRunAfterASmallOneHasAllThreads) {
  const std::vector<PlannedRun> plans = {*plan_run(h2(), {}), *plan_run(irregular_h6(), {})};
  std::mutex mutex;
  std::condition_variable came;
  std::set<std::thread::id> threads;
  std::atomic<bool> is_large_bound = false;  // search and reference come next
  const auto wait_for_another = [&] {
    if (!is_large_bound) return false;
    std::unique_lock lock(mutex);
    threads.insert(std::this_thread::get_id());
    came.notify_all();
    came.wait_for(lock, 60s, [&] { return threads.size() > 1; });
    return threads.size() < 2;  // one thread alone: that is enough to tell
  };
  const SimulationHooks hooks{.on_progress =
                                  [&](const SimulationProgress& progress) {
                                    is_large_bound =
                                        progress.run == 1 && std::string_view(progress.phase) != "integrals";
                                  },
                              .stop_requested = wait_for_another};
  simulate_all(plans, {.num_threads = 2, .num_jobs = 1}, hooks,
               [](size_t, const Result<SimulatedRun>& run) { EXPECT_TRUE(run) << run.error().to_string(); });
  EXPECT_EQ(threads.size(), 2U) << "its reference is computed beside the search";
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

TEST(SimulateAll, FollowingRunStartsFromTheOptimumOfItsLeader) {
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

TEST(SimulateAll, HigherStartOfTheLeaderIsDropped) {
  auto plans = series({1.6, 1.65});
  const double alone = simulate_one(entry_of({"Li", "H"}, 1.65), {}).total_energy();
  plans[1].followed_parameters.assign(static_cast<size_t>(plans[1].plan.num_parameters), 1.3);
  const auto runs = simulate_series({plans[1]}, 1);
  ASSERT_TRUE(runs[0]) << runs[0].error().to_string();
  EXPECT_THAT(runs[0]->warnings, testing::Contains(HasSubstr("its own start")));
  EXPECT_EQ(runs[0]->total_energy(), alone);
}

TEST(SimulateAll, FollowingRunFailsWithoutAnOptimum) {
  const auto plans = series({1.6, 1.65, 1.7});
  const auto runs = simulate_series({plans[1], plans[2]}, 1);
  for (const auto& run : runs) {
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().kind, ErrorKind::kInvalidInput);
    EXPECT_THAT(run.error().message, HasSubstr("the point before"));
  }
}

TEST(SimulateAll, StopInterruptsASeries) {
  const SimulationHooks hooks{.on_progress = {}, .stop_requested = [] { return true; }};
  for (const auto& run : simulate_series(series({1.6, 1.65}), 1, hooks))
    EXPECT_EQ(run.error().kind, ErrorKind::kInterrupted);
}

}  // namespace
}  // namespace eigenlake
