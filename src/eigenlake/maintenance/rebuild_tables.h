#pragma once

#include <span>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/maintenance/recovery_step.h"
#include "eigenlake/maintenance/table_states.h"

namespace eigenlake {

/// Puts back the rows that normalized tables lack, out of raw objects: those of the experiments that
/// `survivor` has, a table with a row for each, with the batch that brought them, as one snapshot a batch. A
/// table that is gone is made anew. Where the survivor is older itself, the tables go on being missed.
///
/// Requires: the lake's lock, unless `dry_run`; the audit table is whole, `survivor` is there.
/// Cost:     reads raw objects until every experiment was found; memory of a window of records.
Result<std::vector<RecoveryStep>> rebuild_normalized(const Lake& lake, TableStates& states,
                                                     std::span<const std::string> names,
                                                     const std::string& survivor, bool dry_run);

/// The same of failed_runs, out of the objects of failures that the ledger knows.
/// Requires: as above; the ledger is whole.
Result<std::vector<RecoveryStep>> rebuild_failures(const Lake& lake, TableStates& states, bool dry_run);

}  // namespace eigenlake
