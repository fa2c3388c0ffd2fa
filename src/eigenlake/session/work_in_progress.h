// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "eigenlake/lake/lake.h"
#include "eigenlake/session/run_observer.h"
#include "eigenlake/session/simulation_row.h"
#include "eigenlake/session/work_plan.h"

namespace eigenlake {

struct WorkOutcome {
  size_t num_succeeded = 0;  ///< Computed here.
  size_t num_known = 0;      ///< Existing, computed by another call, or equal to another plan of this call.
  std::vector<MoleculeFailure> failures;
  std::vector<std::string> found;  ///< Ids of those that existed or that another call computed.
  bool interrupted = false;
  bool all_converged = true;  ///< Including existing ones.
};

/// Stores a finished run.
using StoreRun = std::function<Result<>(const SimulatedRun&)>;

/// The lake in which concurrent calls share their work, and when it was searched, nanoseconds since 1970.
struct SharedLake {
  const Lake* lake = nullptr;  ///< None: nothing is shared.
  int64_t looked_at = 0;
};

/// Simulates the plans that are not `known`, each experiment once, on `num_threads` threads in total. Stores
/// each record immediately and passes the rows of all plans to `observer` in their order.
WorkOutcome simulate_work(const SimulationWork& work, const KnownRuns& known, const SharedLake& shared,
                          const StoreRun& store, int num_threads, RunObserver& observer);

}  // namespace eigenlake
