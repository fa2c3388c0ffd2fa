#pragma once

#include <span>
#include <vector>

#include "eigenlake/base/memory_limit.h"
#include "eigenlake/simulation/run_plan.h"

namespace eigenlake {

/// What all runs of a call may take together.
struct SimulationLimits {
  int num_threads = 1;
  int num_jobs = 1;  ///< Runs side by side at most; never more than there are threads.
  double memory_bytes = double(available_memory_bytes());
};

/// What a run takes while it lasts.
struct RunNeeds {
  double memory_bytes = 0.0;
  int num_threads = 1;
};

/// Whether a run of that size gains by a second thread. Where it does not, one only costs time to wake.
bool gains_by_threads(const RunSize& size);

/// What runs side by side: so many as `limits` and the number of pending runs allow, at least one.
int runs_side_by_side(const SimulationLimits& limits, size_t num_pending);

/// The needs of all plans, of which those are to run whose indices are `pending`; zero for the others. A run
/// that gains by threads has an even share of those that the others leave, which take one each.
std::vector<RunNeeds> share_out(std::span<const PlannedRun> plans, std::span<const size_t> pending,
                                const SimulationLimits& limits);

}  // namespace eigenlake
