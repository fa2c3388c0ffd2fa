// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/record/experiment_spec.h"
#include "eigenlake/session/molecule_source.h"

namespace eigenlake {

/// The settings of commands on molecule files.
Settings molecule_settings();
/// Those and all settings of a simulation.
Settings simulation_settings();

/// The molecule files of the command line, with their settings; the file "-" is the standard input, which is
/// read. Warns of settings without effect.
///
/// Errors: kUsage for "-" twice.
Result<MoleculeSource> molecule_source(const Invocation& invocation);

/// The scan of --bond, --angle, --torsion, --frames and --follow; none without the first four.
///
/// Errors: kUsage, also for several at once.
Result<std::optional<ScanRequest>> scan_request(const Configuration& configuration);

/// Sets what the settings of a group of help say. Errors: kUsage naming the origin.
Result<> set_fields(const Configuration& configuration, std::string_view group, ExperimentSpec& spec);

/// Everything that defines a simulation, with defaults, checked.
///
/// Errors: kUsage naming the origin.
Result<ExperimentSpec> experiment_spec(const Configuration& configuration);

/// The exit code of work on several molecules: kOk without failures, the first failure's own when nothing
/// succeeded, kSomeMoleculesFailed otherwise.
ExitCode exit_code_of_molecules(size_t num_succeeded, const std::vector<Error>& failures);

}  // namespace eigenlake
