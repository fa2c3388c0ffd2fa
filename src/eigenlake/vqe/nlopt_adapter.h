#pragma once

#include <span>

#include "eigenlake/vqe/optimizer.h"

namespace eigenlake {

/// minimize() by NLopt, for every kind but L-BFGS-B. Its exceptions end here.
///
/// An iteration is an evaluation for COBYLA and Nelder-Mead, an evaluation with gradient for SLSQP.
///
/// Requires: start is not empty.
OptimizerOutcome minimize_by_nlopt(OptimizerKind kind, const Objective& objective,
                                   std::span<const double> start, const OptimizerOptions& options);

}  // namespace eigenlake
