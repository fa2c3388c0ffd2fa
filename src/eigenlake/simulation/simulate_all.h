// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "eigenlake/simulation/run_needs.h"
#include "eigenlake/simulation/simulate.h"

namespace eigenlake {

/// The index of the next plan to simulate; none if this thread has nothing more to do. Called by one thread
/// at a time; may wait for unfinished runs.
using NextPlan = std::function<std::optional<size_t>()>;
/// The optimum from which a following plan starts. Called from several threads at the same time.
using FollowedStart = std::function<Result<std::vector<double>>(const PlannedRun&)>;

/// Simulates the `pending` plans that `next` names, in its order and as many at the same time as memory and
/// threads allow. No run overtakes one that waits for memory. Passes each result to `finish` with its index,
/// in the order in which they end; calls of `finish` do not overlap. After a stop, unfinished molecules end
/// with kInterrupted.
///
/// Requires: `next` names each pending plan at most once, and no other.
void simulate_each(std::span<const PlannedRun> plans, std::span<const size_t> pending,
                   const SimulationLimits& limits, const SimulationHooks& hooks, const NextPlan& next,
                   const FollowedStart& start_of,
                   const std::function<void(size_t, Result<SimulatedRun>)>& finish);

/// The same for all plans, in their order. A plan that follows another one starts after it, from its optimum;
/// it fails with kInvalidInput if that one failed or is not among `plans`.
///
/// Requires: a plan comes after the one that it follows; experiments are distinct.
void simulate_all(std::span<const PlannedRun> plans, const SimulationLimits& limits,
                  const SimulationHooks& hooks,
                  const std::function<void(size_t, Result<SimulatedRun>)>& finish);

}  // namespace eigenlake
