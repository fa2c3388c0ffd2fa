#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/simulation/run_plan.h"

namespace eigenlake {

/// The order of runs of which some start from the optimum of another one: such a run is not begun before that
/// one has ended.
///
/// Threads: any.
class FollowOrder {
 public:
  /// `pending` are the indices of the plans to be simulated, each experiment once; `plans` outlive this.
  FollowOrder(std::span<const PlannedRun> plans, std::span<const size_t> pending);

  /// Whether the plan follows none that is still to end.
  bool is_ready(size_t plan) const;
  /// The next plan that is ready. Waits while all others follow what is under way. None where nothing is
  /// left, or a stop was requested.
  std::optional<size_t> next(const std::function<bool()>& stop_requested);

  /// The plan has ended, with its optimal parameters or, having failed, without any.
  void settle(size_t plan, std::optional<std::vector<double>> optimum);
  /// The optimum of an experiment that was known before.
  void add_optimum(const std::string& experiment_id, std::vector<double> optimum);

  /// Where the plan starts.
  /// Errors: kInvalidInput where the experiment that it follows has failed or is not computed yet.
  Result<std::vector<double>> start_of(const PlannedRun& plan) const;

 private:
  bool is_ready_locked(size_t plan) const;

  std::span<const PlannedRun> plans_;
  mutable std::mutex mutex_;  ///< Guards what follows.
  std::condition_variable settled_;
  std::deque<size_t> waiting_;
  std::set<std::string, std::less<>> unsettled_;
  std::map<std::string, std::vector<double>, std::less<>> optima_;
};

}  // namespace eigenlake
