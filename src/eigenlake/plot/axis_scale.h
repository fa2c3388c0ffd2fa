// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "eigenlake/plot/figure.h"

namespace eigenlake {

/// The range of an axis and how its ticks are labelled.
struct AxisScale {
  double low = 0.0;
  double high = 1.0;
  int decimals = 0;                                        ///< Of numbers on a linear axis.
  double step = 0.0;                                       ///< Between ticks, unless they are given.
  std::vector<std::pair<double, std::string>> ticks = {};  ///< If the ticks are given.
};

/// The scale that shows all values; those that a logarithmic axis lacks are left out. In text, powers are
/// written as 1e-3, and the margins are wider.
AxisScale scale_of(const PlotAxis& axis, const std::vector<double>& values, bool is_text);

}  // namespace eigenlake
