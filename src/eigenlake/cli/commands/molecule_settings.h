#pragma once

#include <vector>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/record/experiment_spec.h"
#include "eigenlake/session/molecule_source.h"

namespace eigenlake {

/// Names of the settings that commands on molecule files share.
std::vector<std::string> molecule_setting_names();
/// The same with everything that a simulation takes.
std::vector<std::string> simulation_setting_names();

/// The molecule files that the command line names, and what settings say of them. Warns of settings that
/// change nothing.
MoleculeSource molecule_source(const Invocation& invocation);

/// Orbitals to correlate. Errors: kUsage.
Result<ActiveSpaceOptions> active_space_options(const Configuration& configuration);

/// Everything that defines a simulation, defaults filled in and checked.
///
/// Errors: kUsage naming the flag, variable or file that said it.
Result<ExperimentSpec> experiment_spec(const Configuration& configuration);

/// The exit code of work on several molecules: kOk without failures, the first failure's own when nothing
/// succeeded, kSomeMoleculesFailed otherwise.
ExitCode exit_code_of_molecules(size_t num_succeeded, const std::vector<Error>& failures);

}  // namespace eigenlake
