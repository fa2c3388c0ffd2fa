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
///
/// A plan that follows another one is simulated after it, from its optimum. Where that one failed, or is not
/// among `plans` and followed_parameters are not there either, it fails with kInvalidInput.
///
/// Requires: a plan stands after the one that it follows.
void simulate_all(std::span<const PlannedRun> plans, const SimulationLimits& limits,
                  const SimulationHooks& hooks,
                  const std::function<void(size_t, Result<SimulatedRun>)>& finish);

}  // namespace eigenlake
