// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <vector>

#include "eigenlake/plot/figure.h"

namespace eigenlake {

/// The highest energy of a search that is worth being shown: line searches try steps that are far too long.
/// Nine of ten are shown, and the first one.
///
/// Requires: at least one point.
inline double highest_without_jumps(const std::vector<PlotPoint>& evaluations) {
  constexpr size_t kOutOf = 10;
  std::vector<double> energies;
  for (const PlotPoint& point : evaluations) energies.push_back(point.y);
  std::ranges::sort(energies);
  return std::max(evaluations.front().y, energies[(energies.size() - 1) * (kOutOf - 1) / kOutOf]);
}

}  // namespace eigenlake
