#include "eigenlake/simulation/simulate_all.h"

#include <algorithm>
#include <mutex>
#include <numeric>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/side_by_side.h"
#include "eigenlake/simulation/follow_order.h"

namespace eigenlake {
namespace {

Result<SimulatedRun> simulate_from_start(const PlannedRun& plan, size_t index, ThreadPool& pool,
                                         const SimulationHooks& hooks, const FollowedStart& start_of) {
  const bool is_stopped = hooks.stop_requested && hooks.stop_requested();
  const bool has_start = plan.spec().follow.empty() || !plan.followed_parameters.empty();
  if (has_start) return simulate(plan, index, pool, hooks);
  if (is_stopped) return fail(ErrorKind::kInterrupted, "interrupted before this molecule began");
  PlannedRun following = plan;
  EIGENLAKE_ASSIGN_OR_RETURN(following.followed_parameters, start_of(plan));
  return simulate(following, index, pool, hooks);
}

}  // namespace

void simulate_each(std::span<const PlannedRun> plans, const SimulationLimits& limits,
                   const SimulationHooks& hooks, const NextPlan& next, const FollowedStart& start_of,
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
      auto result = simulate_from_start(plans[*i], *i, pool, guarded, start_of);
      const std::lock_guard lock(mutex);
      finish(*i, std::move(result));
    }
  };
  call_side_by_side(static_cast<size_t>(num_jobs), work);
}

void simulate_all(std::span<const PlannedRun> plans, const SimulationLimits& limits,
                  const SimulationHooks& hooks,
                  const std::function<void(size_t, Result<SimulatedRun>)>& finish) {
  std::vector<size_t> all(plans.size());
  std::iota(all.begin(), all.end(), size_t{0});
  FollowOrder order(plans, all);
  simulate_each(
      plans, limits, hooks, [&] { return order.next({}); },
      [&](const PlannedRun& plan) { return order.start_of(plan); },
      [&](size_t index, Result<SimulatedRun> run) {
        order.settle(index, run ? std::optional(run->record.optimal_parameters) : std::nullopt);
        finish(index, std::move(run));
      });
}

}  // namespace eigenlake
