#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/maintenance/recovery_step.h"
#include "eigenlake/maintenance/table_states.h"

namespace eigenlake {

/// The whole table that tells which experiments there are, by a row for each; nothing where all of those lack
/// rows.
std::optional<std::string> whole_row_each_table(const TableStates& states);

struct RebuildOptions {
  bool dry_run = false;
  bool accepts_loss = false;  ///< Of rows in damaged files that no raw object has; else those files stay.
};

/// Puts back the rows that normalized tables lack, out of raw objects: those of the experiments that whole
/// tables with a row for each have, or without one of all that any table or the ledger has, with the batch
/// that brought them, as one snapshot a batch. A table that is gone is made anew. Rows of experiments that
/// were deleted or replaced since are taken out of an older table. Of a damaged one, files are replaced by
/// replace_damaged_files(). A table goes on being missed where rows are lost, or no whole table tells.
///
/// Requires: the lake's lock, unless `dry_run`; the audit table is whole, so is `deletions` without a table
///           that tells; a normalized table is there; no batch is pending where one has damaged files.
/// Cost:     reads raw objects until every experiment was found; memory of a window of records.
Result<std::vector<RecoveryStep>> rebuild_normalized(const Lake& lake, TableStates& states,
                                                     std::span<const std::string> names,
                                                     const RebuildOptions& options);

}  // namespace eigenlake
