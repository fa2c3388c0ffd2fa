// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/plot/figure.h"
#include "eigenlake/plot/plot_format.h"

namespace eigenlake {

/// The figure as the bytes of an SVG or PNG file, or as lines of text. The same figure gives the same bytes.
///
/// Errors: of run_gnuplot.
Result<std::string> draw(const Figure& figure, const PlotFormat& format);

}  // namespace eigenlake
