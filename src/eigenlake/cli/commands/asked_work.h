// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/session/run_lake.h"

namespace eigenlake {

/// The labels of --label. Errors: kUsage.
Result<std::map<std::string, std::string>> asked_labels(const Configuration& configuration);

/// The molecules, settings and places that the command line asks for: every combination of the settings that
/// have several values, each checked.
///
/// Errors: kUsage for the settings, also where a single combination contradicts itself; for more than
///         kMaxRuns of them.
Result<RunRequest> run_request(const Invocation& invocation);

/// Reports a molecule without a result: on stderr and, with --json, as an object.
void report_failure(const Invocation& invocation, const MoleculeFailure& failure);

}  // namespace eigenlake
