#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/vqe/vqe_result.h"

namespace eigenlake {

enum class OptimizerKind { kLbfgsb, kCobyla, kSlsqp, kNelderMead };

std::string_view name_of(OptimizerKind kind);  ///< `L-BFGS-B`, `COBYLA`, `SLSQP`, `Nelder-Mead`
bool uses_gradient(OptimizerKind kind);

/// Accepts any letter case, with or without hyphens, underscores and blanks (`lbfgsb`, `L_BFGS_B`,
/// `nelder mead`, …).
///
/// Errors: kUsage  names the nearest known optimizer.
Result<OptimizerKind> parse_optimizer(std::string_view name);

std::span<const std::string_view> optimizer_names();  ///< In the order of the kinds.

struct OptimizerOptions {
  int max_iterations = 1000;          ///< Of the optimizer; for COBYLA and Nelder-Mead, evaluations.
  double threshold = 1e-10;           ///< Relative change of the objective between iterations.
  double gradient_threshold = 1e-6;   ///< Largest gradient component, hartree per radian (L-BFGS-B).
  double parameter_threshold = 1e-8;  ///< Smallest step, radian (COBYLA, SLSQP, Nelder-Mead).
  double initial_step = 0.1;          ///< First step of the derivative-free ones, radian (COBYLA: rhobeg).
  int history = 10;                   ///< Corrections that L-BFGS-B keeps.
};

/// The function to minimise. `gradient` is empty where the optimizer asks for the value alone, else
/// [x.size()]. None ends the optimisation: the point was not evaluated.
using Objective = std::function<std::optional<double>(std::span<const double> x, std::span<double> gradient)>;

struct OptimizerOutcome {
  StopReason stop_reason = StopReason::kConverged;  ///< kInterrupted where the objective ended it.
  int num_iterations = 0;
  std::optional<double> max_constraint_violation;  ///< COBYLA only; 0, as there are no constraints.
};

}  // namespace eigenlake
