// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/simulate_all.h"

#include <condition_variable>
#include <mutex>
#include <numeric>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/side_by_side.h"
#include "eigenlake/simulation/follow_order.h"
#include "eigenlake/simulation/run_room.h"

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

/// Plans in the order of `next`, each as soon as it fits.
///
/// Threads: any.
class RunQueue {
 public:
  /// A plan that was taken; it makes room when it ends.
  class Taken {
   public:
    Taken(RunQueue& queue, size_t plan) : queue_(queue), plan_(plan) {}
    ~Taken() { queue_.leave(plan_); }
    Taken(const Taken&) = delete;
    Taken& operator=(const Taken&) = delete;

   private:
    RunQueue& queue_;
    size_t plan_;
  };

  RunQueue(std::vector<RunNeeds> needs, const SimulationLimits& limits, const NextPlan& next)
      : needs_(std::move(needs)), next_(next), room_(limits) {}

  std::optional<size_t> take() {
    const std::lock_guard turn(turn_);
    const std::optional<size_t> plan = next_();
    if (!plan) return plan;
    std::unique_lock lock(mutex_);
    left_.wait(lock, [&] { return room_.fits(needs_[*plan]); });
    room_.enter(needs_[*plan]);
    return plan;
  }
  int num_threads(size_t plan) const { return needs_[plan].num_threads; }

 private:
  void leave(size_t plan) {
    const std::lock_guard lock(mutex_);
    room_.leave(needs_[plan]);
    left_.notify_one();
  }

  const std::vector<RunNeeds> needs_;
  const NextPlan& next_;
  std::mutex turn_;  ///< Held by the thread that takes the next plan and waits until it fits.
  std::mutex mutex_;
  std::condition_variable left_;
  RunRoom room_;  ///< Guarded by mutex_.
};

/// Threads that successive runs reuse.
class RunThreads {
 public:
  ThreadPool& pool(int num_threads) {
    if (num_threads != num_threads_) pool_.reset();  // its threads end before others begin
    if (!pool_) pool_.emplace(num_threads);
    num_threads_ = num_threads;
    return *pool_;
  }

 private:
  int num_threads_ = 0;
  std::optional<ThreadPool> pool_;
};

}  // namespace

void simulate_each(std::span<const PlannedRun> plans, std::span<const size_t> pending,
                   const SimulationLimits& limits, const SimulationHooks& hooks, const NextPlan& next,
                   const FollowedStart& start_of,
                   const std::function<void(size_t, Result<SimulatedRun>)>& finish) {
  const int num_jobs = runs_side_by_side(limits, pending.size());
  RunQueue queue(share_out(plans, pending, limits), limits, next);
  std::mutex mutex;
  SimulationHooks guarded = hooks;
  if (hooks.on_progress && num_jobs > 1) {
    guarded.on_progress = [&](const SimulationProgress& progress) {
      const std::lock_guard lock(mutex);
      hooks.on_progress(progress);
    };
  }
  const auto work = [&] {
    RunThreads threads;
    for (auto i = queue.take(); i; i = queue.take()) {
      const RunQueue::Taken taken(queue, *i);
      auto result =
          simulate_from_start(plans[*i], *i, threads.pool(queue.num_threads(*i)), guarded, start_of);
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
      plans, all, limits, hooks, [&] { return order.next({}); },
      [&](const PlannedRun& plan) { return order.start_of(plan); },
      [&](size_t index, Result<SimulatedRun> run) {
        order.settle(index, run ? std::optional(run->record.optimal_parameters) : std::nullopt);
        finish(index, std::move(run));
      });
}

}  // namespace eigenlake
