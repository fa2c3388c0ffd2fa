#pragma once

#include <string>
#include <vector>

#include "eigenlake/lake/lake.h"
#include "eigenlake/simulation/run_plan.h"

namespace eigenlake {

/// Lifts the deletion of those of the plans that were deleted, so that their new records count. `reason` is
/// kept in the table deletions. Returns how many there were.
///
/// Errors: of change_deletions().
Result<size_t> lift_deletions(const Lake& lake, const std::vector<PlannedRun>& plans, std::string reason,
                              int num_threads);

}  // namespace eigenlake
