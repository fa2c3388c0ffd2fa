#pragma once

#include <cstddef>
#include <functional>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// Calls task(0) … task(count-1), several at once whatever the number of cores: for tasks that mostly wait
/// for the disk. Returns the first error.
Result<> wait_side_by_side(size_t count, const std::function<Result<>(size_t)>& task);

}  // namespace eigenlake
