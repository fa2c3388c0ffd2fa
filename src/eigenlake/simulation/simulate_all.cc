#include "eigenlake/simulation/simulate_all.h"

#include <algorithm>
#include <atomic>
#include <mutex>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/side_by_side.h"

namespace eigenlake {

void simulate_each(std::span<const PlannedRun> plans, const SimulationOptions& options,
                   const SimulationLimits& limits, const SimulationHooks& hooks, const NextPlan& next,
                   const std::function<void(size_t, Result<SimulatedRun>)>& finish) {
  EIGENLAKE_ASSERT(limits.num_threads >= 1 && limits.num_jobs >= 1);
  const int num_jobs = std::min(limits.num_jobs, std::max(1, static_cast<int>(plans.size())));
  const int threads_each = std::max(1, limits.num_threads / num_jobs);
  std::mutex mutex;
  SimulationHooks guarded = hooks;
  if (hooks.on_progress && num_jobs > 1) {
    guarded.on_progress = [&](const SimulationProgress& progress) {
      const std::lock_guard lock(mutex);
      hooks.on_progress(progress);
    };
  }
  const auto work = [&] {
    ThreadPool pool(threads_each);
    for (auto i = next(); i; i = next()) {
      auto result = simulate(plans[*i], options, *i, pool, guarded);
      const std::lock_guard lock(mutex);
      finish(*i, std::move(result));
    }
  };
  call_side_by_side(static_cast<size_t>(num_jobs), work);
}

void simulate_all(std::span<const PlannedRun> plans, const SimulationOptions& options,
                  const SimulationLimits& limits, const SimulationHooks& hooks,
                  const std::function<void(size_t, Result<SimulatedRun>)>& finish) {
  std::atomic<size_t> count = 0;
  const auto next = [&]() -> std::optional<size_t> {
    const size_t i = count++;
    return i < plans.size() ? std::optional(i) : std::nullopt;
  };
  simulate_each(plans, options, limits, hooks, next, finish);
}

}  // namespace eigenlake
