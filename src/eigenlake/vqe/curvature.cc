// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/vqe/curvature.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Dense>

#include "eigenlake/base/random.h"
#include "eigenlake/chem/davidson.h"
#include "eigenlake/chem/linear_algebra.h"

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr Index kWholeMatrix = 20;  // parameters
constexpr double kOneSided = 1e-4;  // radian
constexpr double kCentral = 1e-3;   // radian
constexpr double kEnough = 0.05;    // hartree per radian²: well above zero
constexpr double kAccuracy = 2e-3;  // of the residual, hartree per radian²
constexpr int kMaxRounds = 40;
constexpr int kLeastRounds = 10;
constexpr double kLeastDiagonal = 0.05;

/// Differences of the gradient around a point.
class GradientDifferences {
 public:
  GradientDifferences(GradientEstimator& estimator, std::span<const double> x,
                      std::span<const double> gradient, int32_t& count,
                      const std::function<bool()>& keep_going)
      : estimator_(estimator),
        x_(x.begin(), x.end()),
        point_(x.begin(), x.end()),
        at_x_(Eigen::Map<const VectorXd>(gradient.data(), size())),
        count_(count),
        keep_going_(keep_going) {}

  Index size() const { return static_cast<Index>(x_.size()); }
  bool interrupted() const { return interrupted_; }

  VectorXd one_sided(const VectorXd& direction) {
    return (gradient_at(direction, kOneSided) - at_x_) / kOneSided;
  }
  VectorXd central(const VectorXd& direction) {
    return (gradient_at(direction, kCentral) - gradient_at(direction, -kCentral)) / (2.0 * kCentral);
  }

 private:
  VectorXd gradient_at(const VectorXd& direction, double length) {
    VectorXd gradient = at_x_;
    interrupted_ = interrupted_ || !keep_going_();
    if (interrupted_) return gradient;
    for (size_t i = 0; i < x_.size(); ++i) point_[i] = x_[i] + length * direction[static_cast<Index>(i)];
    estimator_.evaluate_with_gradient(point_, {gradient.data(), point_.size()});
    ++count_;
    return gradient;
  }

  GradientEstimator& estimator_;
  std::vector<double> x_;
  std::vector<double> point_;
  VectorXd at_x_;
  int32_t& count_;
  const std::function<bool()>& keep_going_;
  bool interrupted_ = false;
};

ParameterCurvature oriented(double lowest, VectorXd direction) {
  Index largest = 0;
  // The first of those that are equal up to rounding, so that rounding does not decide the sign.
  for (Index i = 1; i < direction.size(); ++i)
    if (std::abs(direction[i]) > std::abs(direction[largest]) * (1.0 + 1e-6)) largest = i;
  if (direction[largest] < 0.0) direction = -direction;
  return {lowest, {direction.begin(), direction.end()}};
}

/// The error of one-sided differences may exceed a small value.
ParameterCurvature refined(GradientDifferences& differences, double lowest, VectorXd direction) {
  if (std::abs(lowest) < kEnough) lowest = direction.dot(differences.central(direction));
  return oriented(lowest, std::move(direction));
}

ParameterCurvature from_whole_matrix(GradientDifferences& differences) {
  const Index n = differences.size();
  Eigen::MatrixXd hessian(n, n);
  for (Index i = 0; i < n; ++i) hessian.col(i) = differences.one_sided(VectorXd::Unit(n, i));
  const Eigensystem system = eigensystem_of(0.5 * (hessian + hessian.transpose()));
  return refined(differences, system.values[0], system.vectors.col(0));
}

/// A direction that no symmetry forbids.
VectorXd dense_guess(const VectorXd& weights, uint64_t seed) {
  VectorXd guess(weights.size());
  Random random(seed);
  for (Index i = 0; i < guess.size(); ++i) {
    const double size = random.uniform(0.5, 1.0) * weights[i];
    guess[i] = random.uniform(-1.0, 1.0) < 0.0 ? -size : size;
  }
  return guess;
}

ParameterCurvature from_subspace(GradientDifferences& differences, const VectorXd& diagonal) {
  const auto product = [&](const VectorXd& v) { return differences.one_sided(v); };
  // In one of them soft parameters weigh more.
  const std::vector<VectorXd> guesses = {dense_guess(diagonal.cwiseInverse(), 1),
                                         dense_guess(VectorXd::Ones(diagonal.size()), 2)};
  DavidsonResult found = lowest_eigenpair(product, diagonal, guesses,
                                          {.residual_threshold = kAccuracy,
                                           .max_iterations = kMaxRounds,
                                           .enough = kEnough,
                                           .least_rounds = kLeastRounds});
  return refined(differences, found.eigenvalue, std::move(found.eigenvector));
}

}  // namespace

ParameterCurvature lowest_parameter_curvature(GradientEstimator& estimator, std::span<const double> x,
                                              std::span<const double> gradient, int32_t& count,
                                              const std::function<bool()>& keep_going) {
  GradientDifferences differences(estimator, x, gradient, count, keep_going);
  ParameterCurvature curvature;
  if (differences.size() <= kWholeMatrix) {
    curvature = from_whole_matrix(differences);
  } else {
    VectorXd diagonal = VectorXd::Ones(differences.size());
    const std::vector<double> rough = estimator.rough_hessian_diagonal();
    for (size_t i = 0; i < rough.size(); ++i)
      diagonal[static_cast<Index>(i)] = std::max(std::abs(rough[i]), kLeastDiagonal);
    curvature = from_subspace(differences, diagonal);
  }
  curvature.interrupted = differences.interrupted();
  return curvature;
}

}  // namespace eigenlake
