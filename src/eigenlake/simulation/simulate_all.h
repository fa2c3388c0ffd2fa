#pragma once

#include <functional>
#include <span>

#include "eigenlake/simulation/simulate.h"

namespace eigenlake {

struct SimulationLimits {
  int num_threads = 1;  ///< In all.
  int num_jobs = 1;     ///< Molecules side by side.
};

/// Simulates all `plans`, several side by side, and hands each result to `finish` with its index, in the
/// order in which they end; calls of `finish` do not overlap. After a stop, molecules that were not finished
/// end with kInterrupted.
void simulate_all(std::span<const PlannedRun> plans, const SimulationOptions& options,
                  const SimulationLimits& limits, const SimulationHooks& hooks,
                  const std::function<void(size_t, Result<SimulatedRun>)>& finish);

}  // namespace eigenlake
