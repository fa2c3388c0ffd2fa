#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// Bytes that come one after another: the next `length` of them; fewer, down to none, only at their end.
using ReadNext = std::function<Result<std::string>(uint64_t length)>;

}  // namespace eigenlake
