#pragma once

#include <filesystem>

#include "eigenlake/dataset/export_destination.h"

namespace eigenlake {

/// A local folder. Files are written to "{folder}.partial-{8 hex digits}" beside it, which publish() renames;
/// without publish() it is removed, unless the process is killed.
///
/// Errors: kUsage for a folder that is not empty, unless `replace` is set and it is an earlier dataset (with
///         our manifest); kStore.
Result<std::unique_ptr<ExportDestination>> open_local_destination(const std::filesystem::path& folder,
                                                                  bool replace);

}  // namespace eigenlake
