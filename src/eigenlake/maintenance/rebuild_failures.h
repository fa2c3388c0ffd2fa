#pragma once

#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/maintenance/recovery_step.h"
#include "eigenlake/maintenance/table_states.h"

namespace eigenlake {

/// Restores the rows that failed_runs lacks from the objects of failures that the ledger knows, each with the
/// batch that read it. A lost table is rebuilt; it stays missing where objects are gone.
///
/// Requires: the lake's lock, unless `dry_run`; the audit table and the ledger are whole.
Result<std::vector<RecoveryStep>> rebuild_failures(const Lake& lake, TableStates& states, bool dry_run);

}  // namespace eigenlake
