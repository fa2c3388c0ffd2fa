// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// Free memory that the system can give without swapping, in bytes.
size_t available_memory_bytes();

/// What this process holds in memory now: its code, libraries and data, in bytes.
size_t resident_memory_bytes();

/// Checks before an allocation that it can succeed.
///
/// Errors: kResourceLimit  says what needs how much, and how much is free.
Result<> require_memory(size_t bytes, std::string_view what);

}  // namespace eigenlake
