#pragma once

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/maintenance/check_lake.h"
#include "eigenlake/maintenance/maintain.h"

namespace eigenlake {

/// One line per table for people, one JSON object per table with --json; what failed as warnings.
void print_maintenance(const Invocation& invocation, const MaintainOptions& options,
                       const MaintenanceReport& report);

/// Every fault, then what was looked at.
void print_check(const Invocation& invocation, const LakeCheck& check);

}  // namespace eigenlake
