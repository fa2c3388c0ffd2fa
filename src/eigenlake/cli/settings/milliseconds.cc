// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/settings/milliseconds.h"

#include <algorithm>
#include <cmath>

namespace eigenlake {

int64_t milliseconds_in(double seconds) {
  constexpr double kCentury = 100.0 * 365.25 * 86'400.0;
  return std::llround(std::min(seconds, kCentury) * 1000.0);
}

}  // namespace eigenlake
