// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/run_needs.h"

#include <algorithm>

#include "eigenlake/base/assert.h"

namespace eigenlake {

bool gains_by_threads(const RunSize& size) {
  constexpr int kFewFunctions = 10;
  constexpr double kFewDeterminants = 100;
  constexpr int kFewQubits = 8;
  const bool is_small = size.space() == StateSpace::kSector ? size.determinants <= kFewDeterminants
                                                            : size.num_qubits() <= kFewQubits;
  return size.restarts > 1 || size.num_functions > kFewFunctions || !is_small;
}

int runs_side_by_side(const SimulationLimits& limits, size_t num_pending) {
  EIGENLAKE_ASSERT(limits.num_threads >= 1 && limits.num_jobs >= 1);
  const auto most = static_cast<size_t>(std::min(limits.num_jobs, limits.num_threads));
  return static_cast<int>(std::clamp(num_pending, size_t{1}, most));
}

std::vector<RunNeeds> share_out(std::span<const PlannedRun> plans, std::span<const size_t> pending,
                                const SimulationLimits& limits) {
  const int num_jobs = runs_side_by_side(limits, pending.size());
  const auto gains = [&](size_t plan) { return gains_by_threads(plans[plan].size); };
  const auto num_large = std::ranges::count_if(pending, gains);
  const int large_jobs = static_cast<int>(std::min<ptrdiff_t>(num_jobs, num_large));
  const int small_jobs = num_jobs - large_jobs;
  const int share = large_jobs == 0 ? 1 : (limits.num_threads - small_jobs) / large_jobs;
  EIGENLAKE_ASSERT(share >= 1 && share * large_jobs + small_jobs <= limits.num_threads);
  std::vector<RunNeeds> needs(plans.size(), {.memory_bytes = 0.0, .num_threads = 0});
  for (const size_t plan : pending)
    needs[plan] = {.memory_bytes = plans[plan].memory.peak(), .num_threads = gains(plan) ? share : 1};
  return needs;
}

}  // namespace eigenlake
