// SPDX-License-Identifier: Apache-2.0
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

/// Restores the rows that normalized tables lack from raw objects: those of the experiments in whole tables
/// with a row for each, or else of all that any table or the ledger has, with the batch that brought them, as
/// one snapshot a batch. A lost table is rebuilt. Rows of experiments that were deleted or replaced since are
/// removed from an older table. Files of a damaged one are replaced by replace_damaged_files(). A table stays
/// missing where rows are lost, or no whole table tells.
///
/// Requires: the lake's lock, unless `dry_run`; the audit table is whole, so is `deletions` without a table
///           that tells; a normalized table is there; no batch is pending where one has damaged files.
/// Cost:     reads raw objects until every experiment was found; memory of a window of records.
Result<std::vector<RecoveryStep>> rebuild_normalized(const Lake& lake, TableStates& states,
                                                     std::span<const std::string> names,
                                                     const RebuildOptions& options);

}  // namespace eigenlake
