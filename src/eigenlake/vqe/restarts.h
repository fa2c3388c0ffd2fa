// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/vqe/vqe_loop.h"

namespace eigenlake {

/// Makes the evaluator of restart k. Called from several threads at the same time; an evaluator may use the
/// pool of run_restarts, because nested loops run serially.
using EvaluatorFactory = std::function<std::unique_ptr<Estimator>(int restart)>;

/// The starting point of restart k.
using StartFactory = std::function<std::vector<double>(int restart)>;

/// Runs `restarts` independent VQE loops at the same time and returns the one with the lowest objective (the
/// first on ties), with `restart_minima` of all of them in order. max_evaluations applies to each.
///
/// Requires: restarts >= 1.
/// Threads:  `pool` may be null; the bits do not depend on it. Calls of `observer` do not overlap; kStop
///           stops every loop.
VqeResult run_restarts(int restarts, const EvaluatorFactory& make_evaluator, const StartFactory& make_start,
                       const VqeOptions& options, const VqeObserver& observer = {},
                       ThreadPool* pool = nullptr);

}  // namespace eigenlake
