// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "eigenlake/plot/figure.h"

namespace eigenlake {

/// Errors up to this, in millihartree, are rounding: on a logarithmic axis they are drawn here.
inline constexpr double kLeastError = 1e-6;

/// Counts what a logarithmic axis cannot show.
struct ErrorCounts {
  size_t num_raised = 0;  ///< At rounding level, drawn at kLeastError.
  size_t num_below = 0;   ///< Below the reference, left out.
};

/// The value on a logarithmic axis: an error in millihartree from kLeastError on. Not a number for an energy
/// below the reference by more than that.
double on_error_axis(double error, ErrorCounts& counts);

/// "3 energies below FCI are not drawn" and the like.
std::vector<std::string> notes_on(const ErrorCounts& counts);

/// A line across the panel at chemical accuracy, 1.6 millihartree, if the panel has points.
void add_chemical_accuracy(PlotPanel& panel);

}  // namespace eigenlake
