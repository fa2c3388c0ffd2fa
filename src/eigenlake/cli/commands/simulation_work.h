#pragma once

#include <functional>
#include <vector>

#include "eigenlake/cli/commands/work_plan.h"
#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/cli/output/simulation_report.h"
#include "eigenlake/simulation/simulate.h"

namespace eigenlake {

/// The plan for --dry-run: molecules, identities, sizes, budgets.
void print_plan(const Invocation& invocation, const SimulationWork& work);

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
