#include "eigenlake/simulation/simulate_all.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/side_by_side.h"

namespace eigenlake {
namespace {

/// Plans that must be simulated one after the other: each but the first follows an earlier one.
using Series = std::vector<size_t>;

std::vector<Series> series_of(std::span<const PlannedRun> plans) {
  std::vector<Series> all;
  std::map<std::string_view, size_t> series_of_id;
  for (size_t i = 0; i < plans.size(); ++i) {
    const auto leader = series_of_id.find(plans[i].options.follow);
    const size_t place = leader == series_of_id.end() ? all.size() : leader->second;
    if (place == all.size()) all.emplace_back();
    all[place].push_back(i);
    series_of_id.emplace(plans[i].experiment_id, place);
  }
  return all;
}

/// Simulates the plans of one series after the other, keeping the optima that others follow.
class SeriesSimulation {
 public:
  SeriesSimulation(std::span<const PlannedRun> plans, ThreadPool& pool, const SimulationHooks& hooks)
      : plans_(plans), pool_(pool), hooks_(hooks) {}

  Result<SimulatedRun> simulate_next(size_t index) {
    const PlannedRun& plan = plans_[index];
    if (plan.options.follow.empty() || !plan.followed_parameters.empty())
      return keep(simulate(plan, index, pool_, hooks_));
    const auto followed = optima_.find(plan.options.follow);
    if (followed == optima_.end() && !(hooks_.stop_requested && hooks_.stop_requested()))
      return fail(ErrorKind::kInvalidInput,
                  "expected the optimum of the point before ({}…), found none: that point failed or is not "
                  "computed yet",
                  plan.options.follow.substr(0, 12));
    PlannedRun following = plan;
    if (followed != optima_.end()) following.followed_parameters = followed->second;
    return keep(simulate(following, index, pool_, hooks_));
  }

 private:
  Result<SimulatedRun> keep(Result<SimulatedRun> run) {
    if (run) optima_[run->experiment_id] = run->record.optimal_parameters;
    return run;
  }

  std::span<const PlannedRun> plans_;
  ThreadPool& pool_;
  const SimulationHooks& hooks_;
  std::map<std::string, std::vector<double>> optima_;
};

}  // namespace

void simulate_all(std::span<const PlannedRun> plans, const SimulationLimits& limits,
                  const SimulationHooks& hooks,
                  const std::function<void(size_t, Result<SimulatedRun>)>& finish) {
  EIGENLAKE_ASSERT(limits.num_threads >= 1 && limits.num_jobs >= 1);
  const std::vector<Series> all_series = series_of(plans);
  const int num_jobs = std::min(limits.num_jobs, std::max(1, static_cast<int>(all_series.size())));
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
    for (size_t i = next++; i < all_series.size(); i = next++) {
      SeriesSimulation series(plans, pool, guarded);
      for (const size_t plan : all_series[i]) {
        auto result = series.simulate_next(plan);
        const std::lock_guard lock(mutex);
        finish(plan, std::move(result));
      }
    }
  };
  call_side_by_side(static_cast<size_t>(num_jobs), work);
}

}  // namespace eigenlake
