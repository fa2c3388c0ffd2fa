#pragma once

#include <vector>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/record/experiment_spec.h"
#include "eigenlake/session/molecule_source.h"

namespace eigenlake {

/// Names of the common settings of commands on molecule files.
std::vector<std::string> molecule_setting_names();
/// Those and all settings of a simulation.
std::vector<std::string> simulation_setting_names();

/// The molecule files of the command line, with their settings. Warns of settings without effect.
MoleculeSource molecule_source(const Invocation& invocation);

/// Orbitals to correlate. Errors: kUsage.
Result<ActiveSpaceOptions> active_space_options(const Configuration& configuration);

/// Everything that defines a simulation, with defaults, checked.
///
/// Errors: kUsage naming the origin.
Result<ExperimentSpec> experiment_spec(const Configuration& configuration);

/// The exit code of work on several molecules: kOk without failures, the first failure's own when nothing
/// succeeded, kSomeMoleculesFailed otherwise.
ExitCode exit_code_of_molecules(size_t num_succeeded, const std::vector<Error>& failures);

}  // namespace eigenlake
