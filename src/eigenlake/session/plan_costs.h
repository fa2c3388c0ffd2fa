#pragma once

#include <vector>

#include "eigenlake/session/work_plan.h"
#include "eigenlake/simulation/time_estimate.h"

namespace eigenlake {

/// What a plan takes.
struct PlanCosts {
  TimeEstimate time;
  double bytes = 0.0;  ///< Beyond what the program takes.
  int evaluations = 0;
};

/// The costs of each plan. Times come from small steps that are timed here, once for each ansatz.
/// Errors: of measure_speed.
Result<std::vector<PlanCosts>> estimate_costs(const SimulationWork& work);

/// What all of these plans take together.
struct TotalCosts {
  size_t num_runs = 0;
  double seconds = 0.0;
  double bytes = 0.0;  ///< At the peak; the molecules that run side by side may be those that take most.
};
TotalCosts total_costs(const std::vector<PlanCosts>& costs, size_t num_jobs);

}  // namespace eigenlake
