#pragma once

#include <functional>
#include <vector>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/cli/output/simulation_report.h"
#include "eigenlake/simulation/run_plan.h"
#include "eigenlake/simulation/simulate.h"

namespace eigenlake {

/// All molecules of a command line, planned before the first integral.
struct SimulationWork {
  SimulationOptions options;
  std::vector<PlannedRun> plans;
  std::vector<Error> failures;  ///< Molecules without a plan; reported already.
  size_t num_jobs = 1;          ///< Molecules side by side.
  int threads_each = 1;         ///< Threads of each of them.
};

/// Checks options and molecules and reports each bad molecule to `err`.
///
/// Errors: kUsage for the options.
Result<SimulationWork> plan_work(const Invocation& invocation);

/// What became of the plans that were simulated.
struct WorkOutcome {
  size_t num_succeeded = 0;
  std::vector<Error> failures;
  bool interrupted = false;
  bool all_converged = true;
};

/// Takes a finished run to where it lasts. Errors: those of the places.
using StoreRun = std::function<Result<>(const SimulatedRun&)>;

/// Simulates the plans, stores each record the moment it is there and hands the rows to `emit` in the order
/// of the plans. SIGINT ends it cleanly.
WorkOutcome simulate_work(const Invocation& invocation, const SimulationWork& work, const StoreRun& store,
                          const std::function<void(const SimulationRow&)>& emit);

/// The exit code of the whole, failed plans included.
ExitCode exit_code_of(const Invocation& invocation, const SimulationWork& work, const WorkOutcome& outcome,
                      size_t num_skipped);

}  // namespace eigenlake
