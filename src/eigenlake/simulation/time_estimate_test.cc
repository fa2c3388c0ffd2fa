// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/time_estimate.h"

#include <array>

#include <gtest/gtest.h>

#include "eigenlake/simulation/run_work.h"

namespace eigenlake {
namespace {

RunSize of_uccsd(double num_parameters) {
  RunSize size;
  size.num_functions = size.num_orbitals = 8;
  size.num_alpha = size.num_beta = 4;
  size.determinants = 4900;
  size.num_parameters = num_parameters;
  return size;
}

TEST(AssumedEvaluations, GrowWithTheParametersUpToTheUsualNumber) {
  EXPECT_EQ(assumed_evaluations(of_uccsd(0)), 1);
  EXPECT_EQ(assumed_evaluations(of_uccsd(2)), 5);
  EXPECT_EQ(assumed_evaluations(of_uccsd(560)), 25);
}

TEST(AssumedEvaluations, KeepTheLimitsOfTheUser) {
  RunSize size = of_uccsd(44);
  size.max_evaluations = 3;
  EXPECT_EQ(assumed_evaluations(size), 3);
  EXPECT_EQ(assumed_probes(size), 0);
  size.max_evaluations = 0;
  EXPECT_EQ(assumed_probes(size), 20);
  size.optimizer = OptimizerKind::kCobyla;
  size.max_iterations = 1000;
  EXPECT_EQ(assumed_evaluations(size), 1001);
  EXPECT_EQ(assumed_probes(size), 0);  // COBYLA would need more
}

TEST(RunWork, OperationsAreThoseOfTheSpace) {
  // Each of the 16 · 16 pairs of an alpha and a beta single excitation turns C(6, 3)² pairs of amplitudes.
  EXPECT_GT(sector_rotation_work(8, 4, 4), 16.0 * 16.0 * 20.0 * 20.0);
  EXPECT_LT(sector_rotation_work(8, 4, 4), 4.0 * 16.0 * 16.0 * 20.0 * 20.0);
  EXPECT_LT(sector_product_work(8, 4, 4, 0.25), sector_product_work(8, 4, 4, 1.0));
  EXPECT_GT(sector_product_work(8, 4, 4, 0.25), 0.25 * sector_product_work(8, 4, 4, 1.0));
  EXPECT_NEAR(state_product_work(12, false, 1.0), 2.0 * state_product_work(12, true, 1.0), 1e-6);
  EXPECT_EQ(reference_products(100, 1.0), 0.0);
  EXPECT_EQ(reference_products(400, 0.25), 0.0);  // each irrep is small
  EXPECT_GT(reference_products(4900, 0.25), reference_products(4900, 1.0));
  EXPECT_LT(reference_product_work(8, 4, 4, 0.25, true), 0.3 * reference_product_work(8, 4, 4, 1.0, true));
}

TEST(EstimateTime, ThreadsShareLargeSectorsAndRestarts) {
  const MachineSpeed speed{.product = 1e-9, .circuit = 1e-9, .circuit_gradient = 2e-9};
  RunSize size = of_uccsd(100);
  EXPECT_EQ(estimate_time(size, speed, 1).minimization, estimate_time(size, speed, 4).minimization);
  size.num_functions = size.num_orbitals = 12;
  size.determinants = 245'025;
  EXPECT_GT(estimate_time(size, speed, 1).minimization, 2.0 * estimate_time(size, speed, 4).minimization);
  size = of_uccsd(100);
  size.restarts = 4;
  EXPECT_NEAR(estimate_time(size, speed, 1).minimization, 4.0 * estimate_time(size, speed, 4).minimization,
              1e-3);
}

TEST(EstimateTime, MissingReferenceTakesNoTime) {
  const MachineSpeed speed{.reference = 1e-9, .reference_guess = 1e-9};
  RunSize size = of_uccsd(100);
  EXPECT_EQ(estimate_time(size, speed, 1).reference, 0.0);
  size.has_reference = true;
  EXPECT_GT(estimate_time(size, speed, 1).reference, 0.0);
}

TEST(SecondsSideBySide, IsWhenTheLastEnds) {
  const std::array<double, 4> seconds = {3.0, 1.0, 1.0, 2.0};
  EXPECT_EQ(seconds_side_by_side(seconds, 1), 7.0);
  EXPECT_EQ(seconds_side_by_side(seconds, 2), 4.0);
  EXPECT_EQ(seconds_side_by_side({}, 3), 0.0);
}

TEST(MeasureSpeed, EachStepTakesTime) {
  for (const AnsatzKind ansatz : {AnsatzKind::kUccsd, AnsatzKind::kRealAmplitudes}) {
    const auto speed = measure_speed(ansatz);
    ASSERT_TRUE(speed) << speed.error().to_string();
    for (const double seconds : {speed->integral, speed->fock, speed->transformation, speed->mapping,
                                 speed->product, speed->circuit_gradient, speed->reference}) {
      EXPECT_GT(seconds, 0.0);
      EXPECT_LT(seconds, 1e-2) << "of one operation, even on a machine that stalls";
    }
  }
}

}  // namespace
}  // namespace eigenlake
