#pragma once

#include <span>

#include "eigenlake/vqe/optimizer.h"

namespace eigenlake {

/// Minimises `objective` from `start` without bounds. The best point is for the caller to track.
///
/// L-BFGS-B is the Fortran code 3.0 with the meaning that SciPy gives to its options: history = maxcor,
/// threshold = ftol, gradient_threshold = gtol, max_iterations = maxiter, 20 line search steps.
///
/// Requires: max_iterations >= 1.
/// Threads:  no shared state; several may run side by side.
/// Source:   Zhu, Byrd, Lu & Nocedal, ACM TOMS 23, 550 (1997) and Morales & Nocedal, TOMS 38, 7 (2011);
/// NLopt.
OptimizerOutcome minimize(OptimizerKind kind, const Objective& objective, std::span<const double> start,
                          const OptimizerOptions& options);

}  // namespace eigenlake
