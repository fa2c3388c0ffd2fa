#pragma once

#include <memory>
#include <string>

#include "eigenlake/dataset/export_destination.h"

namespace eigenlake {

/// Keys below `prefix` (empty or ending in '/') of a store without renaming. A file "_incomplete.json" marks
/// a missing manifest; with `replace` the earlier dataset's manifest is removed first and its other files
/// last.
///
/// Errors: as open_local_destination; objects beside a manifest or an _incomplete.json are an earlier
///         dataset.
Result<std::unique_ptr<ExportDestination>> open_store_destination(std::shared_ptr<ObjectStore> store,
                                                                  std::string prefix, bool replace);

}  // namespace eigenlake
