// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/plan_costs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/session/testing/small_work.h"

namespace eigenlake {
namespace {

using ::testing::SizeIs;

PlanCosts costs_of(double seconds, double bytes) {
  PlanCosts costs;
  costs.time.minimization = seconds;
  costs.bytes = bytes;
  return costs;
}

TEST(PlanCosts, EachPlanHasTimeMemoryAndEvaluations) {
  const auto costs = estimate_costs(hydrogen_work({0, 1}));
  ASSERT_TRUE(costs) << costs.error().to_string();
  ASSERT_THAT(*costs, SizeIs(2));
  for (const PlanCosts& one : *costs) {
    EXPECT_GT(one.time.total(), 0.0);
    EXPECT_GT(one.bytes, 0.0);
    EXPECT_GT(one.evaluations, 0);
  }
  EXPECT_EQ((*costs)[0].time.total(), (*costs)[1].time.total()) << "the speed is measured once";
}

TEST(PlanCosts, SerialPlansAddTimesAndTakeTheLargestMemory) {
  const double own = total_costs({}, 1).bytes;
  const TotalCosts total = total_costs({costs_of(1, 100e9), costs_of(2, 300e9), costs_of(3, 200e9)}, 1);
  EXPECT_EQ(total.num_runs, 3U);
  EXPECT_NEAR(total.seconds, 6.0, 1e-9);
  EXPECT_NEAR(total.bytes - own, 300e9, 1e9);
}

TEST(PlanCosts, ParallelPlansAddTheLargestMemory) {
  const double own = total_costs({}, 1).bytes;
  const TotalCosts total = total_costs({costs_of(1, 100e9), costs_of(2, 300e9), costs_of(3, 200e9)}, 2);
  EXPECT_NEAR(total.bytes - own, 500e9, 1e9);
  EXPECT_GE(total.seconds, 3.0);
  EXPECT_LE(total.seconds, 4.0);
}

TEST(PlanCosts, NoPlansTakeTheMemoryOfTheProgram) {
  const TotalCosts total = total_costs({}, 4);
  EXPECT_EQ(total.num_runs, 0U);
  EXPECT_EQ(total.seconds, 0.0);
  EXPECT_GT(total.bytes, 1e6);
}

}  // namespace
}  // namespace eigenlake
