#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "eigenlake/simulation/run_needs.h"
#include "eigenlake/simulation/simulate.h"

namespace eigenlake {

/// Gives the index of the next plan to simulate, none where this thread has nothing more to do. Called by one
/// thread at a time; may wait for runs that are under way.
using NextPlan = std::function<std::optional<size_t>()>;
/// The optimum from which a plan that follows another one starts. Called from several threads at once.
using FollowedStart = std::function<Result<std::vector<double>>(const PlannedRun&)>;

/// Simulates those of the `pending` plans that `next` names, in its order and side by side as far as memory
/// and threads go round: a run begins when there is room for what it needs, and none overtakes one that waits
/// for room. Hands each result to `finish` with its index, in the order in which they end; calls of `finish`
/// do not overlap. After a stop, a molecule that was begun ends with kInterrupted.
///
/// Requires: `next` names each pending plan at most once, and no other.
void simulate_each(std::span<const PlannedRun> plans, std::span<const size_t> pending,
                   const SimulationLimits& limits, const SimulationHooks& hooks, const NextPlan& next,
                   const FollowedStart& start_of,
                   const std::function<void(size_t, Result<SimulatedRun>)>& finish);

/// The same of all plans, each with its own spec, in their order, those that follow another one after it,
/// from its optimum. Where that one failed or is not among `plans`, they fail with kInvalidInput. After a
/// stop, molecules that were not finished end with kInterrupted.
///
/// Requires: a plan stands after the one that it follows; no experiment stands twice.
void simulate_all(std::span<const PlannedRun> plans, const SimulationLimits& limits,
                  const SimulationHooks& hooks,
                  const std::function<void(size_t, Result<SimulatedRun>)>& finish);

}  // namespace eigenlake
