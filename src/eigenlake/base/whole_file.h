// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// The bytes of a file that a user names.
///
/// Errors: kNotFound      "x.json: no such file".
///         kInvalidInput  it is a folder.
///         kStore         it cannot be read.
Result<std::string> read_whole_file(const std::filesystem::path& file);

}  // namespace eigenlake
