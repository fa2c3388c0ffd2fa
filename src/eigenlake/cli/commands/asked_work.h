#pragma once

#include <map>
#include <string>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/session/work_plan.h"

namespace eigenlake {

/// The labels of --label. Errors: kUsage.
Result<std::map<std::string, std::string>> asked_labels(const Configuration& configuration);

/// Every molecule, or point of a scan, with every combination of the settings that have several values,
/// planned. Bad molecules and combinations that are the same experiment are reported to `err`.
///
/// Errors: kUsage for the settings, also where a single combination contradicts itself; for more than
///         kMaxRuns runs; for scans as read_series says.
Result<SimulationWork> asked_work(const Invocation& invocation);

/// Reports a molecule without a result: on stderr and, with --json, as an object.
void report_failure(const Invocation& invocation, const MoleculeFailure& failure);

}  // namespace eigenlake
