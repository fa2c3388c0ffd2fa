// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/spec/data_file.h"
#include "eigenlake/ingest/experiment_rows.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/maintenance/table_states.h"

namespace eigenlake {

/// Data files by the table that they belong to.
using FilesOfTables = std::map<std::string, std::vector<iceberg::DataFile>>;

/// Recovers an interrupted batch, where nothing but damaged files is wrong with the tables; then inspects
/// them once more. False where it could not, and a batch may be pending. Requires: the lake's lock.
Result<bool> finish_pending_batch(const Lake& lake, TableStates& states);

/// Replaces the damaged files of tables by others, all in one batch. Its audit row says how many rows of
/// which table are gone.
///
/// Requires: the lake's lock, no pending batch; the tables are damaged and the audit table is whole.
/// Errors:   of the catalog and the stores.
Result<> replace_damaged_files(const Lake& lake, const TableStates& states, FilesOfTables files);

/// Removes the damaged files of a table that a recovery fills by batches; until then its rows are missing.
/// Requires: the lake's lock.
Result<> drop_damaged_files(const Lake& lake, TableStates& states, std::string_view name);

/// Drops the earlier states of tables that cannot be read whole any more, and the batches that see them. A
/// state that a tag or branch of a user names stays.
///
/// Requires: the lake's lock; the current states of these tables lack no file.
Result<> give_up_lost_states(const Lake& lake, std::span<const std::string> names);

/// Removes the rows of experiments that an older table should no longer have, by a snapshot that is no
/// batch's.
///
/// Errors: of the reader; kConflict where another engine writes to the table meanwhile.
Result<> take_out_experiments(iceberg::Table& table, const ExperimentIds& ids);

}  // namespace eigenlake
