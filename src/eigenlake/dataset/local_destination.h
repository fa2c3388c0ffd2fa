#pragma once

#include <filesystem>

#include "eigenlake/dataset/export_destination.h"

namespace eigenlake {

/// A local folder. Files are written to "{folder}.partial-{8 hex digits}" beside it, which publish() renames;
/// unpublished it is removed, except by a process that is killed.
///
/// Errors: kUsage where the folder has something in it, unless `replace` is set and that is an earlier
///         dataset (it has our manifest); kStore.
Result<std::unique_ptr<ExportDestination>> open_local_destination(const std::filesystem::path& folder,
                                                                  bool replace);

}  // namespace eigenlake
