#pragma once

#include <functional>
#include <span>
#include <vector>

#include "eigenlake/quantum/estimator.h"

namespace eigenlake {

/// The direction in which an objective bends down most, or up least, at a point.
struct ParameterCurvature {
  double lowest = 0.0;            ///< Eigenvalue of the Hessian, hartree per radian².
  std::vector<double> direction;  ///< [num_parameters], of length 1, its largest element positive.
  bool interrupted = false;       ///< `keep_going` said no: the rest is void.
};

/// The lowest eigenvalue of the Hessian of energy + penalty at `x`, by differences of gradients: the whole
/// matrix where there are few parameters, else by Davidson's method. Where it is well above zero it is an
/// upper bound.
///
/// `gradient` is that at `x`. `count` is raised by the number of gradients, and `keep_going` asked before
/// each.
///
/// Requires: at least one parameter.
/// Cost:     a gradient for each parameter where there are at most twenty, else some ten to fifty gradients.
ParameterCurvature lowest_parameter_curvature(GradientEstimator& estimator, std::span<const double> x,
                                              std::span<const double> gradient, int32_t& count,
                                              const std::function<bool()>& keep_going);

}  // namespace eigenlake
