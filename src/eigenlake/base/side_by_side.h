// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// Calls work() on num_threads threads at once, of which the caller's is one, and returns when all are done.
/// Where the system grants fewer threads, fewer call it: work has to take its tasks from a shared counter.
/// When one throws, the first exception is thrown here after all have returned.
void call_side_by_side(size_t num_threads, const std::function<void()>& work);

/// Calls task(0) … task(count-1), several at once whatever the number of cores: for tasks that mostly wait
/// for the disk. Returns the first error.
Result<> wait_side_by_side(size_t count, const std::function<Result<>(size_t)>& task);

}  // namespace eigenlake
