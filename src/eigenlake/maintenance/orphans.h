// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// Files in data/ and metadata/ of a table that nothing in its metadata needs, written before `older_than_ms`
/// (since 1970): left by attempts that lost, by writers that died, by expiry that could not remove them.
///
/// The age is what protects the files of writers that have not committed yet. Objects whose age the store
/// does not tell are no orphans, nor is anything else in the table's folder. `table` is brought to its newest
/// state after the files were listed. What a newer metadata file of the same table needs, as of another
/// catalog that writes to it, is no orphan, nor is what a metadata file of another table needs: a catalog
/// that is not available may have that one.
/// Errors: kStore, also where a manifest cannot be read: then it is unknown what is needed.
Result<std::vector<ObjectInfo>> find_orphans(iceberg::Table& table, int64_t older_than_ms);

/// Removes them. Errors: kStore; some may be gone then.
Result<> remove_orphans(iceberg::Table& table, const std::vector<ObjectInfo>& orphans);

/// Keys of everything that a table needs at its present state: its metadata file and those of the log, the
/// manifest lists and manifests of all snapshots, the files that these name as live, and statistics.
///
/// Errors: kStore where one of the lists or manifests cannot be read: then it is unknown what is needed.
Result<std::unordered_set<std::string>> reachable_files(const iceberg::Table& table);

}  // namespace eigenlake
