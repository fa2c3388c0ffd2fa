#pragma once

#include <span>

#include "eigenlake/vqe/objective.h"

namespace eigenlake {

/// Minimises by the Fortran code L-BFGS-B 3.0.
///
/// Requires: start is not empty.
OptimizerOutcome minimize_by_lbfgsb(const Objective& objective, std::span<const double> start,
                                    const OptimizerOptions& options);

}  // namespace eigenlake
