// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace eigenlake {

struct Quartiles {
  double min = 0.0;
  double first = 0.0;
  double median = 0.0;
  double third = 0.0;
  double max = 0.0;
};

/// Linear between the order statistics, as R's type 7 and NumPy's default.
///
/// Requires: at least one value, all finite.
/// Source:   Hyndman and Fan, The American Statistician 50 (1996) 361.
Quartiles quartiles_of(std::vector<double> values);

}  // namespace eigenlake
