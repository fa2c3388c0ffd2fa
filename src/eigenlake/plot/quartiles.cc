// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/plot/quartiles.h"

#include <algorithm>
#include <cmath>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

double quantile_of(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(std::floor(place));
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

Quartiles quartiles_of(std::vector<double> values) {
  EIGENLAKE_ASSERT(!values.empty());
  std::ranges::sort(values);
  return {values.front(), quantile_of(values, 0.25), quantile_of(values, 0.5), quantile_of(values, 0.75),
          values.back()};
}

}  // namespace eigenlake
