// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace eigenlake {

enum class StopReason {
  kConverged,  ///< Energy and gradient below their thresholds, and no direction of negative curvature.
  kMaxIterations,
  kMaxEvaluations,
  kLineSearch,  ///< The line search found no lower point; usually at rounding level.
  kInterrupted,
  kStalled,  ///< The optimizer repeatedly ended on a slope or at a saddle.
};
std::string_view name_of(StopReason reason);  ///< snake_case, as written into stop_reason

/// One call by the optimizer: an energy, or an energy with its gradient, counts once.
struct VqeIteration {
  int32_t iteration = 0;                       ///< From 1.
  double energy = 0.0;                         ///< Electronic, without penalty, hartree.
  double std = 0.0;                            ///< Standard error; 0 when exact.
  std::optional<double> energy_delta;          ///< This energy minus the previous one; none for the first.
  std::optional<double> parameter_delta_norm;  ///< Euclidean norm of the step; none for the first.
  std::optional<double> cumulative_min_energy;
  size_t num_parameters = 0;  ///< An ansatz may grow during the search.
  int64_t shots = 0;          ///< Measurements; 0 when exact.
};

/// What the VQE loop returns for one start (or for the best of several).
struct VqeResult {
  std::vector<VqeIteration> iterations;
  std::vector<double> iteration_parameters;  ///< Of one iteration after the other, radian.
  double minimum = 0.0;          ///< Energy of the evaluation with the lowest objective (first on ties).
  double minimum_penalty = 0.0;  ///< Penalty of the same evaluation.
  std::vector<double> optimal_parameters;  ///< Of the same evaluation.
  std::vector<double> initial_parameters;
  int32_t num_evaluations = 0;  ///< nfev
  int32_t num_iterations = 0;   ///< nit: optimizer iterations
  bool success = false;
  StopReason stop_reason = StopReason::kConverged;
  std::optional<double> max_constraint_violation;  ///< maxcv, COBYLA only
  /// Gradients for the curvature and around saddles, which are no iterations.
  int32_t curvature_evaluations = 0;
  /// Lowest eigenvalue of the Hessian of the objective at optimal_parameters, hartree per radian²; only an
  /// upper bound if it is well above zero. None after an early stop and without parameters.
  std::optional<double> lowest_curvature;
  int32_t saddles_escaped = 0;
  std::vector<double> restart_minima;  ///< Minimum of each restart, in order; one entry without restarts.
};

}  // namespace eigenlake
