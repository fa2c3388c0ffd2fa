#pragma once

#include "eigenlake/cli/commands/molecule_failures.h"
#include "eigenlake/cli/invocation/command.h"

namespace eigenlake {

/// A molecule that has no result: to people on stderr and, with --json, to programs as its one object.
void report_failure(const Invocation& invocation, const MoleculeFailure& failure);

}  // namespace eigenlake
