// SPDX-License-Identifier: Apache-2.0
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

/// Observed after each evaluation.
struct VqeProgress {
  int restart = 0;                          ///< From 0.
  int num_evaluations = 0;                  ///< Of this restart, including this one.
  double energy = 0.0;                      ///< Electronic, hartree.
  double lowest_objective = 0.0;            ///< Energy plus penalty of the best evaluation so far.
  std::span<const double> parameters = {};  ///< Of this evaluation; valid during the call.
};

enum class VqeControl { kContinue, kStop };

/// May be empty. kStop ends the loop before the next evaluation with StopReason::kInterrupted.
using VqeObserver = std::function<VqeControl(const VqeProgress&)>;

/// Minimises energy + penalty from `start` and records every evaluation. No files, no clock, no global state:
/// the same arguments give the same bits.
///
/// When the optimizer ends, the curvature is checked. At a saddle the search continues from lower points
/// along the negative curvature, in both directions if they differ, until there is none; if an optimizer
/// without gradients ended on a slope, it continues from there. All evaluations of the optimizer count as
/// iterations, those for the curvature do not.
///
/// Non-convergence is a result, not an error: `success` is true only for StopReason::kConverged. An ansatz
/// without parameters is evaluated once.
///
/// Requires: start.size() == estimator.num_parameters(); an estimator with gradients if the optimizer uses
///           them. Without gradients the curvature is not checked.
VqeResult run_vqe(Estimator& estimator, std::span<const double> start, const VqeOptions& options,
                  const VqeObserver& observer = {});

}  // namespace eigenlake
