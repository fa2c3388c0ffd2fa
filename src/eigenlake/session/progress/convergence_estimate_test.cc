// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/progress/convergence_estimate.h"

#include <cmath>

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(ConvergenceEstimate, EstimateRequiresATrend) {
  ConvergenceEstimate estimate(1e-10);
  for (const double energy : {-1.0, -1.1}) estimate.add(energy);
  EXPECT_FALSE(estimate.evaluations_left());
}

TEST(ConvergenceEstimate, FallsToZeroWhenChangesReachTheThreshold) {
  ConvergenceEstimate estimate(1e-10);
  double energy = -1.0;
  double left_early = 0.0;
  for (int i = 1; i <= 14; ++i) {
    energy -= std::pow(10.0, -i);
    estimate.add(energy);
    if (i == 6) left_early = estimate.evaluations_left().value_or(0.0);
  }
  EXPECT_GT(left_early, 2.0);
  EXPECT_LT(*estimate.evaluations_left(), left_early);
}

}  // namespace
}  // namespace eigenlake
