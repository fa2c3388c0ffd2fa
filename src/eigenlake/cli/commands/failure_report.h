#pragma once

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/session/molecule_failures.h"

namespace eigenlake {

/// Reports a molecule without a result: on stderr and, with --json, as an object.
void report_failure(const Invocation& invocation, const MoleculeFailure& failure);

}  // namespace eigenlake
