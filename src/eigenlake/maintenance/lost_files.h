#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/scan/scan.h"

namespace eigenlake {

/// Files of a table that are gone, or have another size than its metadata says.
struct LostFiles {
  std::map<std::string, iceberg::FileScanTask> live;  ///< Data files of the current state, by recorded path.
  std::set<int64_t> snapshots;                        ///< Earlier states that cannot be read whole.
};

/// Errors: kStore where the current state's own manifests or row deletes are lost, so that its rows are
///         unknown; of the store.
/// Cost:   lists the table's data files, and reads the manifests of all snapshots.
Result<LostFiles> find_lost_files(const iceberg::Table& table);

}  // namespace eigenlake
