#pragma once

#include <string>
#include <unordered_set>

#include "eigenlake/iceberg/catalog/table.h"

namespace eigenlake {

/// Keys of everything that a table needs at its present state: its metadata file and those of the log, the
/// manifest lists and manifests of all snapshots, the files that these name as live, and statistics.
///
/// Errors: kStore where one of the lists or manifests cannot be read: then it is unknown what is needed.
Result<std::unordered_set<std::string>> reachable_files(const iceberg::Table& table);

}  // namespace eigenlake
