// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "eigenlake/plot/figure.h"

namespace eigenlake {

/// A figure, and what its reader has to know beyond it.
struct PlottedFigure {
  Figure figure;
  std::vector<std::string> notes = {};
};

}  // namespace eigenlake
