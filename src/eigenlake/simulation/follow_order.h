// SPDX-License-Identifier: Apache-2.0
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

/// The order of runs, some of which start from the optimum of another one and begin only after it.
///
/// Threads: any.
class FollowOrder {
 public:
  /// `pending` are the indices of the plans to simulate, each experiment once; `plans` outlive this object.
  FollowOrder(std::span<const PlannedRun> plans, std::span<const size_t> pending);

  /// Whether the plan follows no unfinished one.
  bool is_ready(size_t plan) const;
  /// The next plan that is ready; none if nothing is left or a stop was requested. Waits while all others
  /// follow unfinished plans.
  std::optional<size_t> next(const std::function<bool()>& stop_requested);

  /// The plan has ended; without an optimum it has failed.
  void settle(size_t plan, std::optional<std::vector<double>> optimum);
  /// Adds the optimum of a known experiment.
  void add_optimum(const std::string& experiment_id, std::vector<double> optimum);

  /// The parameters from which the plan starts.
  /// Errors: kInvalidInput if the experiment that it follows has failed or is not computed yet.
  Result<std::vector<double>> start_of(const PlannedRun& plan) const;

 private:
  bool is_ready_locked(size_t plan) const;

  std::span<const PlannedRun> plans_;
  mutable std::mutex mutex_;  ///< Guards the members below.
  std::condition_variable settled_;
  std::deque<size_t> waiting_;
  std::set<std::string, std::less<>> unsettled_;
  std::map<std::string, std::vector<double>, std::less<>> optima_;
};

}  // namespace eigenlake
