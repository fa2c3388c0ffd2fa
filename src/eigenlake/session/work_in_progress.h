#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "eigenlake/lake/lake.h"
#include "eigenlake/session/known_run_rows.h"
#include "eigenlake/session/run_observer.h"
#include "eigenlake/session/work_plan.h"

namespace eigenlake {

/// What became of the plans.
struct WorkOutcome {
  size_t num_succeeded = 0;  ///< Computed here.
  size_t num_known = 0;  ///< There already, computed by another call, or equal to another plan of this call.
  std::vector<MoleculeFailure> failures;
  std::vector<std::string> found;  ///< Ids of those that were there already, or that another call computed.
  bool interrupted = false;
  bool all_converged = true;  ///< Those that were there as well.
};

/// Takes a finished run to where it lasts. Errors: those of the places.
using StoreRun = std::function<Result<>(const SimulatedRun&)>;

/// The lake in which calls side by side share their work, and when it was looked at for `known`, nanoseconds
/// since 1970.
struct SharedLake {
  const Lake* lake = nullptr;  ///< None: nothing is shared.
  int64_t looked_at = 0;
};

/// Simulates the plans that are not `known`, each experiment once, on `num_threads` threads in all; stores
/// each record the moment it is there and tells `observer` the rows of all plans in their order.
WorkOutcome simulate_work(const SimulationWork& work, const KnownRuns& known, const SharedLake& shared,
                          const StoreRun& store, int num_threads, RunObserver& observer);

}  // namespace eigenlake
