#pragma once

#include <map>
#include <string>
#include <vector>

#include "eigenlake/cli/commands/molecule_failures.h"
#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/simulation/run_plan.h"

namespace eigenlake {

/// All runs of a command line, planned before the first integral.
struct SimulationWork {
  std::vector<PlannedRun> plans;
  std::vector<MoleculeFailure> failures;  ///< Molecules without a plan; reported already.
  size_t num_jobs = 1;                    ///< Molecules side by side.
  int threads_each = 1;                   ///< Threads of each of them.
};

/// What --label says. Errors: kUsage.
Result<std::map<std::string, std::string>> asked_labels(const Configuration& configuration);

/// Every molecule, or point of a scan, with every combination of the settings that have several values. Bad
/// molecules are reported to `err`; combinations that give one molecule the same experiment are planned once,
/// which is said there too.
/// Runs of one molecule stand together, in a scan those of one combination, so that a run which follows
/// another one stands after it.
///
/// Errors: kUsage for the settings, also where a single combination contradicts itself; for more than
///         kMaxValues runs; for scans as read_series says.
Result<SimulationWork> plan_work(const Invocation& invocation);

}  // namespace eigenlake
