// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "eigenlake/plot/figure.h"
#include "eigenlake/plot/plot_format.h"

namespace eigenlake {

/// The script of gnuplot that draws the figure. Data are numbers, and each text is in single quotes.
///
/// Requires: the format has a width and a height.
std::string plot_script(const Figure& figure, const PlotFormat& format);

}  // namespace eigenlake
