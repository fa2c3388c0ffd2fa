// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "eigenlake/session/work_plan.h"
#include "eigenlake/simulation/time_estimate.h"

namespace eigenlake {

/// What a plan takes.
struct PlanCosts {
  TimeEstimate time;
  double bytes = 0.0;  ///< Beyond those of the program.
  int evaluations = 0;
};

/// The costs of each plan. Times are measured on small steps, once for each ansatz.
/// Errors: of measure_speed.
Result<std::vector<PlanCosts>> estimate_costs(const SimulationWork& work);

struct TotalCosts {
  size_t num_runs = 0;
  double seconds = 0.0;
  double bytes = 0.0;  ///< The peak, if the largest molecules run at the same time.
};
TotalCosts total_costs(const std::vector<PlanCosts>& costs, size_t num_jobs);

}  // namespace eigenlake
