// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/table_loss.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// Ordered keys of the metadata files in a table's folder.
Result<std::vector<std::string>> metadata_files_of(ObjectStore& warehouse, std::string_view table);

/// A folder without table in the catalog, but with metadata of another batch than `batch_id`, which may have
/// died.
Result<std::optional<TableLoss>> find_stray_table(ObjectStore& warehouse, std::string_view table,
                                                  std::string_view batch_id);

/// Removes what that batch left. Requires: the lake's lock, and no table in the catalog.
Result<> remove_attempts(ObjectStore& warehouse, std::string_view table, std::string_view batch_id);

/// Errors: kStore naming a folder with metadata of a table of ours; for a lake whose catalog is unknown.
Result<> check_no_stray_tables(ObjectStore& warehouse);

/// "quantum_features/molecules".
std::string table_folder(std::string_view table);

}  // namespace eigenlake
