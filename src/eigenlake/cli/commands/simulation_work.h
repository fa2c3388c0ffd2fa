#pragma once

#include "eigenlake/cli/commands/work_plan.h"
#include "eigenlake/cli/invocation/command.h"

namespace eigenlake {

/// The plan for --dry-run: molecules, identities, sizes, budgets.
void print_plan(const Invocation& invocation, const SimulationWork& work);

}  // namespace eigenlake
