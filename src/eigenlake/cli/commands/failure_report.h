#pragma once

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/session/molecule_failures.h"

namespace eigenlake {

/// A molecule that has no result: to people on stderr and, with --json, to programs as its one object.
void report_failure(const Invocation& invocation, const MoleculeFailure& failure);

}  // namespace eigenlake
