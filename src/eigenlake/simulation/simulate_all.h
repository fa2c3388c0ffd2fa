#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "eigenlake/simulation/simulate.h"

namespace eigenlake {

struct SimulationLimits {
  int num_threads = 1;  ///< In all.
  int num_jobs = 1;     ///< Molecules side by side.
};

/// Gives the index of the next plan to simulate, none where this thread has nothing more to do. Called from
/// several threads at once; may wait.
using NextPlan = std::function<std::optional<size_t>()>;
/// The optimum from which a plan that follows another one starts. Called from several threads at once.
using FollowedStart = std::function<Result<std::vector<double>>(const PlannedRun&)>;

/// Simulates the plans that `next` names, several side by side, and hands each result to `finish` with its
/// index, in the order in which they end; calls of `finish` do not overlap. After a stop, a molecule that was
/// begun ends with kInterrupted.
void simulate_each(std::span<const PlannedRun> plans, const SimulationLimits& limits,
                   const SimulationHooks& hooks, const NextPlan& next, const FollowedStart& start_of,
                   const std::function<void(size_t, Result<SimulatedRun>)>& finish);

/// The same of all plans in their order, those that follow another one after it, from its optimum. Where that
/// one failed or is not among `plans`, they fail with kInvalidInput. After a stop, molecules that were not
/// finished end with kInterrupted.
///
/// Requires: a plan stands after the one that it follows; no experiment stands twice.
void simulate_all(std::span<const PlannedRun> plans, const SimulationLimits& limits,
                  const SimulationHooks& hooks,
                  const std::function<void(size_t, Result<SimulatedRun>)>& finish);

}  // namespace eigenlake
