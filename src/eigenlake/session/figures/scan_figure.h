// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "eigenlake/lake/lake.h"
#include "eigenlake/session/figures/plotted_figure.h"

namespace eigenlake {

struct ScanFigureRequest {
  std::string x = {};                      ///< SQL over runs, see read_runs().
  std::optional<std::string> y = {};       ///< None: the total energy, with FCI and the error to it.
  std::optional<std::string> series = {};  ///< None: the molecule and the settings that differ.
  std::optional<std::string> where = {};
  bool error_only = false;  ///< Without the panel of energies; only without `y`.
  int num_threads = 0;
};

/// Curves over a value of the runs. Where several runs of a curve have the same `x`, their mean with a bar
/// from the lowest to the highest.
///
/// Errors: kUsage for SQL that is not allowed, or values that are not numbers; kNotFound without any point.
Result<PlottedFigure> plot_scan(const Lake& lake, const ScanFigureRequest& request);

}  // namespace eigenlake
