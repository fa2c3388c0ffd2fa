// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "eigenlake/base/memory_limit.h"
#include "eigenlake/simulation/run_plan.h"

namespace eigenlake {

/// What all runs of a call may use together.
struct SimulationLimits {
  int num_threads = 1;
  int num_jobs = 1;  ///< Runs at the same time at most; never more than threads.
  double memory_bytes = double(available_memory_bytes());
};

struct RunNeeds {
  double memory_bytes = 0.0;
  int num_threads = 1;
};

/// Whether a second thread makes a run of that size faster. For small runs, waking it costs more.
bool gains_by_threads(const RunSize& size);

/// The number of runs at the same time that `limits` and the number of pending runs allow, at least one.
int runs_side_by_side(const SimulationLimits& limits, size_t num_pending);

/// The needs of the plans with indices in `pending`; zero for the others. Runs that gain nothing by threads
/// get one each, the others an even share of the rest.
std::vector<RunNeeds> share_out(std::span<const PlannedRun> plans, std::span<const size_t> pending,
                                const SimulationLimits& limits);

}  // namespace eigenlake
