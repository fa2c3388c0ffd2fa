// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/figures/error_axis.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "eigenlake/base/counted.h"

namespace eigenlake {
namespace {

constexpr double kChemicalAccuracy = 1.6;  // Millihartree: 1 kcal/mol.

}  // namespace

double on_error_axis(double error, ErrorCounts& counts) {
  if (error < -kLeastError) ++counts.num_below;
  if (error < -kLeastError || std::isnan(error)) return std::numeric_limits<double>::quiet_NaN();
  if (error < kLeastError) ++counts.num_raised;
  return std::max(error, kLeastError);
}

std::vector<std::string> notes_on(const ErrorCounts& counts) {
  std::vector<std::string> notes;
  if (counts.num_raised > 0)
    notes.push_back(counted(counts.num_raised, "error", "errors") +
                    " below 1e-6 millihartree: drawn at 1e-6");
  if (counts.num_below > 0)
    notes.push_back(counted(counts.num_below, "energy is", "energies are") +
                    " below FCI and left out: a logarithmic axis has no place there");
  return notes;
}

void add_chemical_accuracy(PlotPanel& panel) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const PlotSeries& series : panel.series) {
    for (const PlotPoint& point : series.points) {
      low = std::min(low, point.x);
      high = std::max(high, point.x);
    }
  }
  if (!panel.x.categories.empty()) {
    low = -0.6;
    high = static_cast<double>(panel.x.categories.size()) - 0.4;
  }
  if (low > high) return;
  const auto at = [](double x) {
    return PlotPoint{x, kChemicalAccuracy, kChemicalAccuracy, kChemicalAccuracy};
  };
  panel.series.push_back({"chemical accuracy", PlotStyle::kReference, {at(low), at(high)}});
}

}  // namespace eigenlake
