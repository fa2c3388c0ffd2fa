// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// Whether something that is no part of a lake may be written to this place: not among the files of a lake in
/// its usual folders, nor among those of an Iceberg table of any catalog.
///
/// Requires: an absolute path without links.
/// Errors:   kUsage.
Result<> check_outside_of_lakes(const std::filesystem::path& path);

}  // namespace eigenlake
