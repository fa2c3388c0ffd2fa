// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/spec/table_metadata_update.h"

namespace eigenlake::iceberg {

/// Loads the newest state of `table`. Errors: as Catalog::load_table.
Result<> refresh(Table& table);

/// Applies `change` to the newest metadata and commits it; after a conflict reloads and repeats, as
/// CommitRetries.
///
/// `change` may write files and must tolerate repetition; false commits nothing.
/// Errors: kConflict after the last retry; kCommitStateUnknown; of `change`.
Result<> commit_change(Table& table, const std::function<Result<bool>(TableMetadata&)>& change);

/// Commits that touch no data, each the transaction of a function in table_metadata_update.h; errors as there
/// and as commit_change.

/// The functions of table_metadata_update.h, committed. Errors: as there and of commit_change.
Result<> set_ref(Table& table, const std::string& name, const SnapshotRef& ref);
Result<> create_tag(Table& table, const std::string& name, int64_t snapshot_id);
Result<> remove_ref(Table& table, const std::string& name);

/// Also removes tags and properties in the same version. No id means the table before its first snapshot.
Result<> rollback_main(Table& table, std::optional<int64_t> snapshot_id,
                       const std::vector<std::string>& tags_to_remove = {},
                       const std::vector<std::string>& properties_to_remove = {});

Result<> update_properties(Table& table, const std::map<std::string, std::string>& set,
                           const std::vector<std::string>& remove = {});

Result<> add_optional_columns(Table& table, const std::vector<NewColumn>& columns);

}  // namespace eigenlake::iceberg
