// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "eigenlake/lake/lake.h"
#include "eigenlake/session/figures/plotted_figure.h"

namespace eigenlake {

struct ConvergenceRequest {
  std::vector<std::string> ids = {};  ///< Or their beginnings.
  bool error_only = false;            ///< Without the panel of energies.
  int num_threads = 0;
};

/// The energies of searches over their evaluations, and their errors on a logarithmic axis: above FCI, or
/// above the lowest energy of a search without FCI. Searches of several molecules have only errors.
///
/// Errors: of find_experiment and the tables.
Result<PlottedFigure> plot_convergence(const Lake& lake, const ConvergenceRequest& request);

}  // namespace eigenlake
