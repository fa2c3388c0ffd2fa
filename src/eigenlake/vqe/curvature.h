// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "eigenlake/quantum/estimator.h"

namespace eigenlake {

/// The direction of the lowest curvature of an objective at a point.
struct ParameterCurvature {
  double lowest = 0.0;            ///< Eigenvalue of the Hessian, hartree per radian².
  std::vector<double> direction;  ///< [num_parameters], of length 1, its largest element positive.
  bool interrupted = false;       ///< `keep_going` returned false: the rest is void.
};

/// The lowest eigenvalue of the Hessian of energy + penalty at `x`, by differences of gradients: the whole
/// matrix for few parameters, else Davidson's method. If it is well above zero it is only an upper bound.
///
/// `gradient` is that at `x`. Adds the number of gradients to `count` and calls `keep_going` before each.
///
/// Requires: at least one parameter.
/// Cost:     a gradient for each of up to twenty parameters, else about ten to fifty gradients.
ParameterCurvature lowest_parameter_curvature(GradientEstimator& estimator, std::span<const double> x,
                                              std::span<const double> gradient, int32_t& count,
                                              const std::function<bool()>& keep_going);

}  // namespace eigenlake
