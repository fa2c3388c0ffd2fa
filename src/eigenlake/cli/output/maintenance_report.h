// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/maintenance/check_lake.h"
#include "eigenlake/maintenance/maintain.h"

namespace eigenlake {

/// One line per table, or one JSON object with --json; failures as warnings.
void print_maintenance(const Invocation& invocation, const MaintainOptions& options,
                       const MaintenanceReport& report);

/// Every fault, then what was checked.
void print_check(const Invocation& invocation, const LakeCheck& check);

}  // namespace eigenlake
