// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// Reads the next `length` bytes; fewer, down to none, only at the end.
using ReadNext = std::function<Result<std::string>(uint64_t length)>;

}  // namespace eigenlake
