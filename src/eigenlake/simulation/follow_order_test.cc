// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/follow_order.h"

#include <array>
#include <thread>

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

/// Plans "a", "b" that follows it, and "c" that follows nobody.
std::vector<PlannedRun> three_plans() {
  std::vector<PlannedRun> plans(3);
  plans[0].experiment_id = "a";
  plans[1].experiment_id = "b";
  plans[1].plan.spec.follow = "a";
  plans[1].plan.num_parameters = 2;
  plans[2].experiment_id = "c";
  return plans;
}

constexpr std::array<size_t, 3> kAll = {0, 1, 2};
const std::function<bool()> kNoStop = {};

TEST(FollowOrder, PlanWaitsForItsLeader) {
  const auto plans = three_plans();
  FollowOrder order(plans, kAll);
  EXPECT_EQ(order.next(kNoStop), 0u);
  EXPECT_FALSE(order.is_ready(1));
  EXPECT_EQ(order.next(kNoStop), 2u);
  std::thread computes([&] { order.settle(0, std::vector{0.1, 0.2}); });
  EXPECT_EQ(order.next(kNoStop), 1u);
  computes.join();
  EXPECT_EQ(order.start_of(plans[1]).value(), (std::vector{0.1, 0.2}));
  EXPECT_EQ(order.next(kNoStop), std::nullopt);
}

TEST(FollowOrder, FailedLeaderGivesNoStart) {
  const auto plans = three_plans();
  FollowOrder order(plans, kAll);
  order.settle(0, std::nullopt);
  EXPECT_TRUE(order.is_ready(1));
  EXPECT_EQ(order.start_of(plans[1]).error().kind, ErrorKind::kInvalidInput);
}

TEST(FollowOrder, OptimumOfOtherSizeIsNoStart) {
  const auto plans = three_plans();
  FollowOrder order(plans, kAll);
  order.add_optimum("a", {0.1});
  EXPECT_FALSE(order.start_of(plans[1]));
  order.add_optimum("a", {0.1, 0.2});
  EXPECT_TRUE(order.start_of(plans[1]));
}

TEST(FollowOrder, StopEndsTheWaiting) {
  const auto plans = three_plans();
  FollowOrder order(plans, std::array<size_t, 2>{0, 1});
  EXPECT_EQ(order.next(kNoStop), 0u);
  EXPECT_EQ(order.next([] { return true; }), std::nullopt);
}

TEST(FollowOrder, KnownLeaderIsNotAwaited) {
  const auto plans = three_plans();
  FollowOrder order(plans, std::array<size_t, 1>{1});
  order.add_optimum("a", {0.1, 0.2});
  EXPECT_EQ(order.next(kNoStop), 1u);
}

}  // namespace
}  // namespace eigenlake
