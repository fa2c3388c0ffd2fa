// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/quantum/ansatz.h"
#include "eigenlake/vqe/objective.h"

namespace eigenlake {

// The methods, by the Fortran code L-BFGS-B 3.0 and by NLopt. An iteration of COBYLA or Nelder-Mead is an
// evaluation, one of SLSQP an evaluation with gradient.
//
// Requires: start is not empty.

OptimizerOutcome minimize_by_lbfgsb(const Objective& objective, std::span<const double> start,
                                    const OptimizerOptions& options);
OptimizerOutcome minimize_by_cobyla(const Objective& objective, std::span<const double> start,
                                    const OptimizerOptions& options);
OptimizerOutcome minimize_by_slsqp(const Objective& objective, std::span<const double> start,
                                   const OptimizerOptions& options);
OptimizerOutcome minimize_by_nelder_mead(const Objective& objective, std::span<const double> start,
                                         const OptimizerOptions& options);

enum class OptimizerKind { kLbfgsb, kCobyla, kSlsqp, kNelderMead };

struct OptimizerMethod {
  std::string_view name;  ///< As in the record.
  bool uses_gradient = false;
  OptimizerOutcome (*minimize)(const Objective&, std::span<const double> start, const OptimizerOptions&);

  // For predictions of time and memory:

  /// Evaluations that most runs take when no limit ends them.
  double (*usual_evaluations)(double num_parameters, StateSpace space);
  bool keeps_matrices = false;  ///< Of num_parameters × num_parameters.
  bool solves_dense = false;    ///< A system of num_parameters unknowns at each evaluation.
};

/// In the order of the kinds.
inline constexpr std::array<OptimizerMethod, 4> kOptimizers = {{
    {.name = "L-BFGS-B",
     .uses_gradient = true,
     .minimize = minimize_by_lbfgsb,
     .usual_evaluations =
         [](double p, StateSpace space) {
           return space == StateSpace::kSector ? std::min(4 + p / 2, 25.0) : std::min(40 + 3 * p, 250.0);
         }},
    {.name = "COBYLA",
     .minimize = minimize_by_cobyla,
     .usual_evaluations = [](double p, StateSpace) { return 20 * p + 2 * p * p; },
     .keeps_matrices = true,
     .solves_dense = true},
    {.name = "SLSQP",
     .uses_gradient = true,
     .minimize = minimize_by_slsqp,
     .usual_evaluations =
         [](double p, StateSpace space) {
           return space == StateSpace::kSector ? std::min(4 + 1.2 * p, 100.0) : std::min(40 + 3 * p, 250.0);
         },
     .keeps_matrices = true,
     .solves_dense = true},
    {.name = "Nelder-Mead",
     .minimize = minimize_by_nelder_mead,
     .usual_evaluations = [](double p, StateSpace) { return 25 * p + 3 * p * p; },
     .keeps_matrices = true},
}};

const OptimizerMethod& method_of(OptimizerKind kind);
std::string_view name_of(OptimizerKind kind);
bool uses_gradient(OptimizerKind kind);

/// Accepts any letter case, with or without hyphens, underscores and blanks (`lbfgsb`, `L_BFGS_B`,
/// `nelder mead`, …).
///
/// Errors: kUsage  names the nearest known optimizer.
Result<OptimizerKind> parse_optimizer(std::string_view name);

std::span<const std::string_view> optimizer_names();  ///< In the order of the kinds.

/// Minimises `objective` from `start` without bounds. The caller tracks the best point.
///
/// L-BFGS-B is the Fortran code 3.0 with options as in SciPy: history = maxcor,
/// threshold = ftol, gradient_threshold = gtol, max_iterations = maxiter, 20 line search steps.
///
/// Requires: max_iterations >= 1.
/// Threads:  no shared state; several may run at the same time.
/// Source:   Zhu, Byrd, Lu & Nocedal, ACM TOMS 23, 550 (1997); Morales & Nocedal, TOMS 38, 7 (2011); NLopt.
OptimizerOutcome minimize(OptimizerKind kind, const Objective& objective, std::span<const double> start,
                          const OptimizerOptions& options);

}  // namespace eigenlake
