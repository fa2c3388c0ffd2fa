#pragma once

#include <cstdint>

namespace eigenlake {

/// So many seconds in milliseconds; of what is longer than a century, that, so that clocks can count it.
///
/// Requires: a number of at least 0.
int64_t milliseconds_in(double seconds);

}  // namespace eigenlake
