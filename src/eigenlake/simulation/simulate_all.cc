#include "eigenlake/simulation/simulate_all.h"

#include <algorithm>
#include <atomic>
#include <mutex>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/side_by_side.h"

namespace eigenlake {

void simulate_all(std::span<const PlannedRun> plans, const SimulationOptions& options,
                  const SimulationLimits& limits, const SimulationHooks& hooks,
                  const std::function<void(size_t, Result<SimulatedRun>)>& finish) {
  EIGENLAKE_ASSERT(limits.num_threads >= 1 && limits.num_jobs >= 1);
  const int num_jobs = std::min(limits.num_jobs, std::max(1, static_cast<int>(plans.size())));
  const int threads_each = std::max(1, limits.num_threads / num_jobs);
  std::mutex mutex;
  std::atomic<size_t> next = 0;
  SimulationHooks guarded = hooks;
  if (hooks.on_progress && num_jobs > 1) {
    guarded.on_progress = [&](const SimulationProgress& progress) {
      const std::lock_guard lock(mutex);
      hooks.on_progress(progress);
    };
  }
  const auto work = [&] {
    ThreadPool pool(threads_each);
    for (size_t i = next++; i < plans.size(); i = next++) {
      auto result = simulate(plans[i], options, i, pool, guarded);
      const std::lock_guard lock(mutex);
      finish(i, std::move(result));
    }
  };
  call_side_by_side(static_cast<size_t>(num_jobs), work);
}

}  // namespace eigenlake
