// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/vqe/restarts.h"

#include <mutex>

#include "eigenlake/base/assert.h"

namespace eigenlake {

VqeResult run_restarts(int restarts, const EvaluatorFactory& make_evaluator, const StartFactory& make_start,
                       const VqeOptions& options, const VqeObserver& observer, ThreadPool* pool) {
  EIGENLAKE_ASSERT(restarts >= 1);
  std::vector<VqeResult> results(static_cast<size_t>(restarts));
  std::mutex mutex;
  bool stopped = false;
  const auto run_one = [&](size_t index) {
    const int restart = static_cast<int>(index);
    const auto evaluator = make_evaluator(restart);
    VqeObserver relay;
    if (observer)
      relay = [&, restart](VqeProgress progress) {
        const std::lock_guard lock(mutex);
        progress.restart = restart;
        stopped = stopped || observer(progress) == VqeControl::kStop;
        return stopped ? VqeControl::kStop : VqeControl::kContinue;
      };
    results[index] = run_vqe(*evaluator, make_start(restart), options, relay);
  };
  // A single loop is not a task of the pool, so that its evaluator can use all threads.
  if (pool == nullptr || restarts == 1) {
    for (size_t i = 0; i < results.size(); ++i) run_one(i);
  } else {
    pool->run(results.size(), run_one);
  }

  size_t best = 0;
  std::vector<double> minima;
  for (size_t i = 0; i < results.size(); ++i) {
    const auto objective = [&](size_t k) { return results[k].minimum + results[k].minimum_penalty; };
    if (objective(i) < objective(best)) best = i;
    minima.push_back(results[i].minimum);
  }
  VqeResult result = std::move(results[best]);
  result.restart_minima = std::move(minima);
  if (stopped) {
    result.stop_reason = StopReason::kInterrupted;
    result.success = false;
  }
  return result;
}

}  // namespace eigenlake
