// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/output/progress.h"

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

TEST(ReferenceText, HasTheResidualAndTheTime) {
  EXPECT_EQ(reference_text({}, 0.4, 3.0), "exact reference: first guesses, 0 of 3 s; Ctrl-C leaves it out");
  EXPECT_EQ(reference_text({.round = 12, .products = 40, .residual = 3.2e-4}, 8.0, 14.0),
            "exact reference: round 12, residual 3e-04, 8 of 14 s; Ctrl-C leaves it out");
}

}  // namespace
}  // namespace eigenlake
