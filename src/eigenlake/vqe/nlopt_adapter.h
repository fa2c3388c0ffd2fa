#pragma once

#include <span>

#include "eigenlake/vqe/objective.h"

namespace eigenlake {

// Minimisation by NLopt, whose exceptions end here. An iteration is an evaluation for COBYLA and Nelder-Mead,
// an evaluation with gradient for SLSQP.
//
// Requires: start is not empty.

OptimizerOutcome minimize_by_cobyla(const Objective& objective, std::span<const double> start,
                                    const OptimizerOptions& options);
OptimizerOutcome minimize_by_slsqp(const Objective& objective, std::span<const double> start,
                                   const OptimizerOptions& options);
OptimizerOutcome minimize_by_nelder_mead(const Objective& objective, std::span<const double> start,
                                         const OptimizerOptions& options);

}  // namespace eigenlake
