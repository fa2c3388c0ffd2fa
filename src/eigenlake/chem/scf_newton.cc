// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/scf_newton.h"

#include <algorithm>
#include <cmath>

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double kFirstRadius = 0.4;      // radian
constexpr double kLargestRadius = 1.0;    // radian
constexpr double kSmallestRadius = 1e-7;  // radian; shorter steps are rounding
constexpr double kLeastPreconditioner = 0.1;
constexpr int kMaxProducts = 40;
constexpr double kSettled = 0.1;        // of the energy threshold
constexpr double kFlatGradient = 1e-6;  // hartree per radian
/// Energies nearer than this, relative to their size, cannot judge a step.
constexpr double kEnergyNoise = 1e-13;

struct Step {
  VectorXd x;
  double predicted_change = 0.0;
};

/// The length along `direction` from `x` to the sphere of the radius.
double length_to_boundary(const VectorXd& x, const VectorXd& direction, double radius) {
  const double a = direction.squaredNorm(), b = x.dot(direction), c = x.squaredNorm() - radius * radius;
  return (-b + std::sqrt(std::max(0.0, b * b - a * c))) / a;
}

/// Conjugate gradients on H x = −g that end at the boundary of the trust region, where the curvature is
/// negative, or where the residual is small against the gradient.
class TruncatedSolver {
 public:
  TruncatedSolver(const EnergyExpansion& expansion, double radius, const StopRequest& stop)
      : expansion_(expansion),
        stop_(stop),
        radius_(radius),
        scale_(expansion.diagonal().cwiseAbs().cwiseMax(kLeastPreconditioner).cwiseInverse()),
        x_(VectorXd::Zero(expansion.size())),
        hx_(x_),
        residual_(-expansion.gradient()) {}

  Step solve() {
    const double gradient_norm = residual_.norm();
    const double tolerance = gradient_norm * std::min(0.1, gradient_norm);
    VectorXd direction = scale_.cwiseProduct(residual_);
    double slope = residual_.dot(direction);
    for (int product = 0; product < kMaxProducts && !is_stopped(stop_); ++product) {
      const VectorXd h_direction = expansion_.hessian_times(direction);
      const double curvature = direction.dot(h_direction);
      const double length = slope / curvature;
      if (!(curvature > 0.0) || (x_ + length * direction).norm() >= radius_) {
        advance(length_to_boundary(x_, direction, radius_), direction, h_direction);
        break;
      }
      advance(length, direction, h_direction);
      if (residual_.norm() <= tolerance) break;
      const VectorXd scaled = scale_.cwiseProduct(residual_);
      const double next_slope = residual_.dot(scaled);
      direction = scaled + next_slope / slope * direction;
      slope = next_slope;
    }
    return {x_, expansion_.gradient().dot(x_) + 0.5 * x_.dot(hx_)};
  }

 private:
  void advance(double length, const VectorXd& direction, const VectorXd& h_direction) {
    x_ += length * direction;
    hx_ += length * h_direction;
    residual_ -= length * h_direction;
  }

  const EnergyExpansion& expansion_;
  const StopRequest& stop_;
  double radius_;
  VectorXd scale_;
  VectorXd x_;
  VectorXd hx_;
  VectorXd residual_;
};

/// A flat valley: the gradient along it cannot fall below rounding, and the energy does not change any more.
bool is_settled(const EnergyExpansion& expansion, const Step& step, const ScfOptions& options) {
  return std::abs(step.predicted_change) < kSettled * options.energy_threshold &&
         expansion.largest_gradient() < kFlatGradient;
}

}  // namespace

NewtonOutcome minimize_by_newton(const ScfProblem& problem, SpinOrbitals orbitals,
                                 const ScfOptions& options) {
  NewtonOutcome outcome{EnergyExpansion(problem, std::move(orbitals)), false, {}};
  outcome.energies.push_back(outcome.expansion.energy());
  double radius = kFirstRadius;
  while (!(outcome.converged = outcome.expansion.largest_gradient() < options.gradient_threshold) &&
         static_cast<int>(outcome.energies.size()) < options.max_iterations && radius > kSmallestRadius &&
         !is_stopped(problem.stop)) {
    const Step step = TruncatedSolver(outcome.expansion, radius, problem.stop).solve();
    if ((outcome.converged = is_settled(outcome.expansion, step, options))) break;
    EnergyExpansion next(problem, outcome.expansion.rotated(step.x));
    const double noise = kEnergyNoise * std::abs(next.energy());
    const double change = next.energy() - outcome.expansion.energy();
    outcome.energies.push_back(next.energy());
    const double length = step.x.norm();
    // Where rounding hides the change, the gradient tells.
    const bool lower = std::abs(step.predicted_change) > 10.0 * noise
                           ? change < 0.0
                           : next.largest_gradient() < outcome.expansion.largest_gradient();
    const double ratio = change / step.predicted_change;
    if (!lower || ratio < 0.25)
      radius = 0.25 * length;
    else if (ratio > 0.75 && length > 0.9 * radius)
      radius = std::min(2.0 * radius, kLargestRadius);
    if (lower) outcome.expansion = std::move(next);
  }
  return outcome;
}

}  // namespace eigenlake
