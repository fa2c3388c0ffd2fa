// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/davidson.h"

#include <gtest/gtest.h>

#include "eigenlake/base/random.h"
#include "eigenlake/chem/linear_algebra.h"

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

TEST(Davidson, FindsLowestOfRandomMatrix) {
  MatrixXd matrix = 0.05 * MatrixXd::Random(300, 300);
  matrix =
      MatrixXd(matrix + matrix.transpose()) + MatrixXd(VectorXd::LinSpaced(300, -1.0, 20.0).asDiagonal());
  const double expected = Eigen::SelfAdjointEigenSolver<MatrixXd>(matrix).eigenvalues()[0];
  const DavidsonResult result =
      lowest_eigenpair([&](const VectorXd& v) -> VectorXd { return matrix * v; }, matrix.diagonal(),
                       {VectorXd::Unit(300, 3), VectorXd::Unit(300, 40)}, {});
  EXPECT_TRUE(result.converged);
  EXPECT_NEAR(result.eigenvalue, expected, 1e-11);
  EXPECT_LT((matrix * result.eigenvector - expected * result.eigenvector).norm(), 1e-7);
}

/// A symmetric matrix with these eigenvalues, its diagonal near them.
MatrixXd matrix_with(const VectorXd& eigenvalues) {
  const Index n = eigenvalues.size();
  MatrixXd perturbation(n, n);
  Random random(3);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) perturbation(i, j) = 0.02 * random.uniform(-1, 1);
  MatrixXd near_identity = MatrixXd::Identity(n, n) + perturbation - perturbation.transpose();
  const MatrixXd vectors = Eigen::HouseholderQR<MatrixXd>(near_identity).householderQ();
  return vectors * eigenvalues.asDiagonal() * vectors.transpose();
}

DavidsonResult lowest_of(const MatrixXd& matrix, const std::vector<Index>& guesses,
                         const DavidsonOptions& options = {}) {
  std::vector<VectorXd> vectors;
  for (const Index place : guesses) vectors.push_back(VectorXd::Unit(matrix.rows(), place));
  return lowest_eigenpair([&](const VectorXd& v) -> VectorXd { return matrix * v; }, matrix.diagonal(),
                          std::move(vectors), options);
}

TEST(Davidson, FindsDegenerateValue) {
  VectorXd eigenvalues = VectorXd::LinSpaced(200, -1.0, 20.0);
  eigenvalues[1] = eigenvalues[0];
  const DavidsonResult result = lowest_of(matrix_with(eigenvalues), {0, 1, 5});
  EXPECT_TRUE(result.converged);
  EXPECT_NEAR(result.eigenvalue, -1.0, 1e-12);
  EXPECT_NEAR(result.eigenvector.norm(), 1.0, 1e-12);
}

TEST(Davidson, SeparatesNearlyEqualValues) {
  for (const double distance : {1e-3, 1e-6}) {
    VectorXd eigenvalues = VectorXd::LinSpaced(200, -1.0, 20.0);
    eigenvalues[1] = eigenvalues[0] + distance;
    const MatrixXd matrix = matrix_with(eigenvalues);
    const DavidsonResult result = lowest_of(matrix, {1, 0, 7}, {.value_threshold = 1e-12});
    EXPECT_TRUE(result.converged);
    EXPECT_NEAR(result.eigenvalue, -1.0, 1e-11) << distance;
  }
}

TEST(Davidson, GuardFindsLowerStateOfOtherSymmetry) {
  // Two blocks; the second has the lower value but a higher diagonal.
  const Index half = 100;
  MatrixXd matrix = MatrixXd::Zero(2 * half, 2 * half);
  matrix.topLeftCorner(half, half) = matrix_with(VectorXd::LinSpaced(half, -1.0, 9.0));
  MatrixXd second = MatrixXd::Constant(half, half, -0.02);
  second.diagonal().setLinSpaced(-0.5, 0.5);
  matrix.bottomRightCorner(half, half) = second;
  const double expected = eigensystem_of(second).values[0];
  ASSERT_LT(expected, -1.5);
  EXPECT_NEAR(lowest_of(matrix, {0}).eigenvalue, -1.0, 1e-9);
  VectorXd noise(2 * half);
  Random random(5);
  for (double& amplitude : noise) amplitude = random.uniform(-1, 1);
  for (const double share : {0.0, 0.2}) {
    const DavidsonResult result =
        lowest_eigenpair([&](const VectorXd& v) -> VectorXd { return matrix * v; }, matrix.diagonal(),
                         {VectorXd::Unit(2 * half, 0), noise}, {.rough_share = share});
    EXPECT_NEAR(result.eigenvalue, expected, 1e-9) << share;
  }
}

TEST(Davidson, LooseValueThresholdSavesProducts) {
  const MatrixXd matrix = matrix_with(VectorXd::LinSpaced(300, -1.0, 20.0));
  const DavidsonResult exact = lowest_of(matrix, {0, 1}),
                       enough = lowest_of(matrix, {0, 1}, {.value_threshold = 1e-10});
  EXPECT_LT(enough.products, exact.products);
  EXPECT_NEAR(enough.eigenvalue, -1.0, 1e-10);
  EXPECT_LT(exact.residual, 1e-8);
  EXPECT_GT(enough.residual, 1e-8);
}

TEST(Davidson, NearNeighbourRequiresSmallerResidual) {
  constexpr double kDistance = 0.02, kEnough = 1e-6;
  VectorXd eigenvalues = VectorXd::LinSpaced(300, -1.0, 20.0);
  eigenvalues[1] = eigenvalues[0] + kDistance;
  const DavidsonResult result = lowest_of(matrix_with(eigenvalues), {0, 1}, {.value_threshold = kEnough});
  EXPECT_TRUE(result.converged);
  EXPECT_LE(result.residual * result.residual, kEnough * kDistance);
  EXPECT_GT(result.residual, 1e-8);
}

TEST(Davidson, RestartsBoundSubspace) {
  const MatrixXd matrix = matrix_with(VectorXd::LinSpaced(300, -1.0, 3.0));
  const DavidsonResult large = lowest_of(matrix, {0, 1}, {.max_subspace = 64});
  const DavidsonResult small = lowest_of(matrix, {0, 1}, {.max_subspace = 6});
  EXPECT_TRUE(small.converged);
  EXPECT_GT(small.products, 6);
  EXPECT_NEAR(small.eigenvalue, large.eigenvalue, 1e-11);
}

TEST(Davidson, ValuesAboveEnoughEndIteration) {
  const MatrixXd matrix = matrix_with(VectorXd::LinSpaced(300, -1.0, 20.0));
  const DavidsonResult early = lowest_of(matrix, {3, 4}, {.enough = -1.5, .least_rounds = 2});
  EXPECT_TRUE(early.converged);
  EXPECT_LT(early.products, lowest_of(matrix, {3, 4}).products);
  EXPECT_GT(early.eigenvalue - early.residual, -1.5);
  EXPECT_NEAR(lowest_of(matrix, {3, 4}, {.enough = -0.5}).eigenvalue, -1.0, 1e-10);
}

TEST(Davidson, TooFewRoundsGiveNoResult) {
  const DavidsonResult result =
      lowest_of(matrix_with(VectorXd::LinSpaced(300, -1.0, 3.0)), {0}, {.max_iterations = 2});
  EXPECT_FALSE(result.converged);
  EXPECT_GT(result.residual, 1e-8);
}

TEST(Davidson, StopEndsItBeforeNextProduct) {
  const MatrixXd matrix =
      MatrixXd(VectorXd::LinSpaced(300, -1.0, 20.0).asDiagonal()) + MatrixXd::Constant(300, 300, 0.01);
  int products = 0, rounds = 0;
  DavidsonOptions options{.stop = [&] { return products == 7; }};
  options.on_round = [&](int round, double) { rounds = round; };
  const DavidsonResult result = lowest_eigenpair(
      [&](const VectorXd& v) -> VectorXd {
        ++products;
        return matrix * v;
      },
      matrix.diagonal(), {VectorXd::Unit(300, 3), VectorXd::Unit(300, 40)}, options);
  EXPECT_TRUE(result.interrupted);
  EXPECT_FALSE(result.converged);
  EXPECT_EQ(products, 7);
  EXPECT_GE(rounds, 2);
}

}  // namespace
}  // namespace eigenlake
