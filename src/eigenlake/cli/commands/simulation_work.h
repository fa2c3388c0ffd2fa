#pragma once

#include <string>
#include <vector>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/simulation/run_plan.h"
#include "eigenlake/simulation/simulation_options.h"

namespace eigenlake {

/// All molecules of a command line, planned before the first integral.
struct SimulationWork {
  SimulationOptions options;
  std::vector<PlannedRun> plans;
  std::vector<Error> failures;  ///< Molecules without a plan; reported already.
};

/// Checks options and molecules and reports each bad molecule to `err`.
///
/// Errors: kUsage for the options.
Result<SimulationWork> plan_work(const Invocation& invocation);

/// The plan for --dry-run: molecules, identities, sizes, budgets.
void print_plan(const Invocation& invocation, const SimulationWork& work);

/// Says that there is no result for a molecule: to people on stderr and, with --json, to programs as its
/// object.
void report_failure(const Invocation& invocation, const std::string& place, const Error& error);

}  // namespace eigenlake
