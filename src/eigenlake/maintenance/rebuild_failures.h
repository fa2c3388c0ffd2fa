#pragma once

#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/maintenance/recovery_step.h"
#include "eigenlake/maintenance/table_states.h"

namespace eigenlake {

/// Puts back the rows that failed_runs lacks, out of the objects of failures that the ledger knows, each with
/// the batch that read it. A table that is gone is made anew; it goes on being missed where objects are gone.
///
/// Requires: the lake's lock, unless `dry_run`; the audit table and the ledger are whole.
Result<std::vector<RecoveryStep>> rebuild_failures(const Lake& lake, TableStates& states, bool dry_run);

}  // namespace eigenlake
