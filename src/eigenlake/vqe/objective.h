// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "eigenlake/vqe/vqe_result.h"

namespace eigenlake {

struct OptimizerOptions {
  int max_iterations = 1000;          ///< Of the optimizer; for COBYLA and Nelder-Mead, evaluations.
  double threshold = 1e-10;           ///< Relative change of the objective between iterations.
  double gradient_threshold = 1e-6;   ///< Largest gradient component, hartree per radian (L-BFGS-B).
  double parameter_threshold = 1e-8;  ///< Smallest step, radian (COBYLA, SLSQP, Nelder-Mead).
  double initial_step = 0.1;          ///< First step of the derivative-free ones, radian (COBYLA: rhobeg).
  int history = 10;                   ///< Corrections that L-BFGS-B keeps.
};

/// The function to minimise. `gradient` is empty if the optimizer needs only the value, else [x.size()]. None
/// ends the optimisation: the point was not evaluated.
using Objective = std::function<std::optional<double>(std::span<const double> x, std::span<double> gradient)>;

struct OptimizerOutcome {
  StopReason stop_reason = StopReason::kConverged;  ///< kInterrupted if the objective ended it.
  int num_iterations = 0;
  std::optional<double> max_constraint_violation;  ///< COBYLA only; 0 without constraints.
};

}  // namespace eigenlake
