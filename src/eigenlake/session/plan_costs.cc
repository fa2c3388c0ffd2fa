// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/plan_costs.h"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>

#include "eigenlake/base/memory_limit.h"

namespace eigenlake {
namespace {

PlanCosts costs_of(const PlannedRun& run, const MachineSpeed& speed, int num_threads) {
  return {estimate_time(run.size, speed, num_threads), run.memory.peak(), assumed_evaluations(run.size)};
}

double peak_of(std::vector<double> bytes, size_t num_jobs) {
  std::ranges::sort(bytes, std::greater());
  bytes.resize(std::min(num_jobs, bytes.size()));
  return std::accumulate(bytes.begin(), bytes.end(), double(resident_memory_bytes()));
}

}  // namespace

Result<std::vector<PlanCosts>> estimate_costs(const SimulationWork& work) {
  std::map<AnsatzKind, MachineSpeed> speeds;
  std::vector<PlanCosts> costs;
  for (const PlannedRun& run : work.plans) {
    if (!speeds.contains(run.spec().ansatz)) {
      EIGENLAKE_ASSIGN_OR_RETURN(speeds[run.spec().ansatz], measure_speed(run.spec().ansatz));
    }
    costs.push_back(costs_of(run, speeds.at(run.spec().ansatz), work.threads_each));
  }
  return costs;
}

TotalCosts total_costs(const std::vector<PlanCosts>& costs, size_t num_jobs) {
  std::vector<double> seconds, bytes;
  for (const PlanCosts& one : costs) {
    seconds.push_back(one.time.total());
    bytes.push_back(one.bytes);
  }
  return {costs.size(), seconds_side_by_side(seconds, int(num_jobs)), peak_of(std::move(bytes), num_jobs)};
}

}  // namespace eigenlake
