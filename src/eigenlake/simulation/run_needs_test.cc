// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/run_needs.h"

#include <numeric>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/simulation/run_room.h"
#include "eigenlake/simulation/testing/simulation_test_data.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;

PlannedRun plan_of(bool is_large, double memory_bytes = 0.0) {
  PlannedRun plan;
  plan.size.num_functions = is_large ? 40 : 2;
  plan.size.determinants = is_large ? 1e6 : 4;
  plan.memory.minimization = memory_bytes;
  return plan;
}

/// Threads of plans of which those marked L are large.
std::vector<int> threads_of(std::string_view sizes, int num_threads, int num_jobs) {
  std::vector<PlannedRun> plans;
  for (const char size : sizes) plans.push_back(plan_of(size == 'L'));
  std::vector<size_t> all(plans.size());
  std::iota(all.begin(), all.end(), size_t{0});
  std::vector<int> threads;
  for (const RunNeeds& needs : share_out(plans, all, {.num_threads = num_threads, .num_jobs = num_jobs}))
    threads.push_back(needs.num_threads);
  return threads;
}

TEST(RunNeeds, LoneRunHasAllThreadsIfItGainsByThem) {
  EXPECT_THAT(threads_of("LsL", 8, 1), ElementsAre(8, 1, 8));
  EXPECT_THAT(threads_of("L", 8, 4), ElementsAre(8));
}

TEST(RunNeeds, LargeRunsShareTheThreadsThatSmallOnesLeave) {
  EXPECT_THAT(threads_of("LLLL", 8, 2), ElementsAre(4, 4, 4, 4));
  EXPECT_THAT(threads_of("ssLs", 8, 4), ElementsAre(1, 1, 5, 1));
  EXPECT_THAT(threads_of("LssLs", 16, 4), ElementsAre(7, 1, 1, 7, 1));
  EXPECT_THAT(threads_of("LsL", 3, 2), ElementsAre(1, 1, 1));
}

TEST(RunNeeds, RunsSideBySideNeverExceedThreads) {
  EXPECT_EQ(runs_side_by_side({.num_threads = 2, .num_jobs = 8}, 100), 2);
  EXPECT_EQ(runs_side_by_side({.num_threads = 8, .num_jobs = 3}, 100), 3);
  EXPECT_EQ(runs_side_by_side({.num_threads = 8, .num_jobs = 3}, 2), 2);
  EXPECT_EQ(runs_side_by_side({.num_threads = 8, .num_jobs = 3}, 0), 1);
  EXPECT_THAT(threads_of("LLL", 2, 3), ElementsAre(1, 1, 1));
}

TEST(RunNeeds, PlansThatAreNotPendingNeedNothing) {
  const std::vector<PlannedRun> plans = {plan_of(true, 3e9), plan_of(true, 2e9), plan_of(false, 1e6)};
  const auto needs = share_out(plans, std::vector<size_t>{1, 2}, {.num_threads = 8, .num_jobs = 4});
  ASSERT_EQ(needs.size(), 3u);
  EXPECT_EQ(needs[0].num_threads, 0);
  EXPECT_EQ(needs[0].memory_bytes, 0.0);
  EXPECT_EQ(needs[1].num_threads, 7) << "the first one leaves its threads to it";
  EXPECT_EQ(needs[1].memory_bytes, 2e9);
  EXPECT_EQ(needs[2].memory_bytes, 1e6);
}

TEST(RunNeeds, SmallMoleculesGainNothingByThreads) {
  const auto gains = [](const MoleculeEntry& entry, const ExperimentSpec& spec) {
    return gains_by_threads(plan_run(entry, spec)->size);
  };
  EXPECT_FALSE(gains(h2(), {}));
  EXPECT_TRUE(gains(lih(), {})) << "its reference is computed beside the search";
  ExperimentSpec circuit = hardware_efficient(AnsatzKind::kEfficientSu2);
  circuit.restarts = 1;
  EXPECT_FALSE(gains(h2(), circuit));
  circuit.restarts = 2;
  EXPECT_TRUE(gains(h2(), circuit)) << "restarts are computed side by side";
  ExperimentSpec polarised;
  polarised.basis = "cc-pvtz";
  polarised.active_space.active_space = ActiveSpace{2, 2};
  EXPECT_TRUE(gains(h2(), polarised)) << "of few determinants, but with many integrals";
}

/// Runs in a queue by their needs, as simulate_each lets them in, each ending after a while of its own.
struct Queue {
  SimulationLimits limits;
  std::vector<RunNeeds> needs;
  std::vector<int> lengths;
  RunRoom room{limits};
  std::vector<std::pair<int, size_t>> running = {};  ///< When it ends, and which.
  std::vector<size_t> begun = {};

  void run() {
    constexpr int kLongest = 1000;  // one after the other
    for (int now = 0; now < kLongest && (begun.size() < needs.size() || !running.empty()); ++now) {
      std::erase_if(running, [&](const auto& one) {
        if (one.first > now) return false;
        room.leave(needs[one.second]);
        return true;
      });
      while (begun.size() < needs.size() && room.fits(needs[begun.size()])) begin(now);
    }
  }
  void begin(int now) {
    const size_t next = begun.size();
    room.enter(needs[next]);
    running.emplace_back(now + lengths[next], next);
    begun.push_back(next);
    const bool is_alone = room.num_runs() == 1;
    EXPECT_LE(room.num_runs(), limits.num_jobs);
    EXPECT_TRUE(is_alone || room.num_threads() <= limits.num_threads);
    EXPECT_TRUE(is_alone || room.memory_bytes() <= limits.memory_bytes);
  }
};

TEST(RunRoom, RandomRunsBeginInOrderWithinTheLimits) {
  std::mt19937 random(7);
  const auto below = [&](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
  for (int round = 0; round < 200; ++round) {
    Queue queue{.limits = {.num_threads = 1 + below(8), .num_jobs = 1 + below(6), .memory_bytes = 100.0},
                .needs = {},
                .lengths = {}};
    for (int i = 0; i < 40; ++i) {
      queue.needs.push_back({.memory_bytes = 0.1 * below(1300), .num_threads = 1 + below(9)});
      queue.lengths.push_back(1 + below(20));
    }
    queue.run();
    std::vector<size_t> all(queue.needs.size());
    std::iota(all.begin(), all.end(), size_t{0});
    EXPECT_EQ(queue.begun, all) << "round " << round;
    EXPECT_EQ(queue.room.num_runs(), 0);
    EXPECT_EQ(queue.room.num_threads(), 0);
    EXPECT_EQ(queue.room.memory_bytes(), 0.0);
  }
}

TEST(RunRoom, RunBeyondTheMemoryIsAlone) {
  const RunNeeds small{.memory_bytes = 10.0, .num_threads = 1}, huge{.memory_bytes = 1e9, .num_threads = 1};
  RunRoom room({.num_threads = 4, .num_jobs = 4, .memory_bytes = 100.0});
  EXPECT_TRUE(room.fits(huge));
  room.enter(small);
  EXPECT_FALSE(room.fits(huge));
  room.leave(small);
  room.enter(huge);
  EXPECT_FALSE(room.fits(small));
  room.leave(huge);
  EXPECT_TRUE(room.fits(small));
}

TEST(RunRoom, EndedRunMakesRoom) {
  const RunNeeds half{.memory_bytes = 50.0, .num_threads = 2};
  RunRoom room({.num_threads = 4, .num_jobs = 2, .memory_bytes = 100.0});
  room.enter(half);
  room.enter(half);
  EXPECT_FALSE(room.fits(half));
  room.leave(half);
  EXPECT_EQ(room.memory_bytes(), 50.0);
  EXPECT_EQ(room.num_threads(), 2);
  EXPECT_TRUE(room.fits(half));
  EXPECT_FALSE(room.fits({.memory_bytes = 51.0, .num_threads = 1}));
}

TEST(RunRoom, EachLimitIsReachedAndKept) {
  const RunNeeds needs{.memory_bytes = 10.0, .num_threads = 2};
  for (const auto& [limits, most] :
       {std::pair{SimulationLimits{4, 9, 1e9}, 2}, {{40, 3, 1e9}, 3}, {{40, 9, 40.0}, 4}}) {
    RunRoom room(limits);
    while (room.fits(needs)) room.enter(needs);
    EXPECT_EQ(room.num_runs(), most);
  }
}

}  // namespace
}  // namespace eigenlake
