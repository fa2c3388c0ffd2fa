#pragma once

#include <vector>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/lake/deletion.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/simulation/run_plan.h"

namespace eigenlake {

/// Tells people which of the plans are not computed because they were deleted, and how they would be.
void note_deleted_runs(const Invocation& invocation, const std::vector<PlannedRun>& plans,
                       const Deletions& deleted);

/// For --force: lifts the deletion of those of the plans that were deleted, so that their new records count.
///
/// Errors: of change_deletions().
Result<> lift_deletions(const Invocation& invocation, const Lake& lake, const std::vector<PlannedRun>& plans);

}  // namespace eigenlake
