#pragma once

#include <functional>
#include <span>

#include "eigenlake/quantum/estimator.h"
#include "eigenlake/vqe/optimizer.h"
#include "eigenlake/vqe/vqe_result.h"

namespace eigenlake {

struct VqeOptions {
  OptimizerKind optimizer = OptimizerKind::kLbfgsb;
  OptimizerOptions optimizer_options;
  int max_evaluations = 0;  ///< 0: no limit. Never exceeded.
};

/// What an observer sees after each evaluation.
struct VqeProgress {
  int restart = 0;                          ///< From 0.
  int num_evaluations = 0;                  ///< Of this restart, this one included.
  double energy = 0.0;                      ///< Electronic, hartree.
  double lowest_objective = 0.0;            ///< Energy plus penalty of the best evaluation so far.
  std::span<const double> parameters = {};  ///< Of this evaluation; as long as the call lasts.
};

/// Whether the loop goes on.
enum class VqeControl { kContinue, kStop };

/// May be empty. kStop ends the loop before the next evaluation with StopReason::kInterrupted.
using VqeObserver = std::function<VqeControl(const VqeProgress&)>;

/// Minimises energy + penalty from `start` and records every evaluation. No files, no clock, no global state:
/// the same arguments give the same bits.
///
/// Where the optimizer ends, the curvature is looked at too. At a saddle the search goes on from points down
/// along the negative curvature, to both sides where they differ, until there is none; where an optimizer
/// without gradients ended on a slope, it goes on from there. All evaluations of the optimizer count as
/// iterations, those that look at the curvature do not.
///
/// Non-convergence is a result, not an error: `success` is true for StopReason::kConverged alone. An ansatz
/// without parameters is evaluated once.
///
/// Requires: start.size() == estimator.num_parameters(); an optimizer that uses gradients has an estimator
/// with
///           them. Without gradients nothing is said of the curvature.
VqeResult run_vqe(Estimator& estimator, std::span<const double> start, const VqeOptions& options,
                  const VqeObserver& observer = {});

}  // namespace eigenlake
