// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "eigenlake/lake/lake.h"
#include "eigenlake/session/figures/plotted_figure.h"

namespace eigenlake {

struct ComparisonRequest {
  std::string column = {};  ///< Of runs, or an SQL expression; see read_runs().
  std::optional<std::string> where = {};
  bool error_only = false;  ///< Without the panel of evaluations.
  int num_threads = 0;
};

/// For each molecule and each value of the column the errors and the evaluations of all runs, as boxes with
/// their points.
///
/// Errors: kUsage for SQL that is not allowed; kNotFound without any run.
Result<PlottedFigure> plot_comparison(const Lake& lake, const ComparisonRequest& request);

}  // namespace eigenlake
