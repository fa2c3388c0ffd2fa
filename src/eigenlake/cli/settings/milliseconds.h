// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace eigenlake {

/// Seconds in milliseconds, at most a century, so that clocks can hold it.
///
/// Requires: a number of at least 0.
int64_t milliseconds_in(double seconds);

}  // namespace eigenlake
