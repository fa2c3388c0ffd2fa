// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/lake/claims.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/session/simulation_row.h"

namespace eigenlake {

/// Called by one thread at a time.
struct SharedWorkHooks {
  std::function<bool()> stop_requested;
  /// Whether a plan can begin; otherwise it follows another one that has not ended.
  std::function<bool(size_t plan)> is_ready;
  /// Another call has computed the plan.
  std::function<void(size_t plan, SimulationRow row)> on_found;
  /// Only other calls still compute: the ids of the experiments and their owners.
  std::function<void(const std::map<std::string, std::string>& owners)> on_waiting;
};

/// Hands out plans so that concurrent calls on one lake compute each experiment once. A plan that another
/// call has claimed comes last, and is taken over if that claim ends without a record.
///
/// Cheap experiments are claimed several at a time, as many as half a second takes. One listing of the raw
/// store then finds those that another call has stored since `looked_at`.
///
/// Threads: any.
class SharedWork {
 public:
  /// `plans` outlives this object; `pending` are the indices of those to compute; `looked_at` is a time,
  /// nanoseconds since 1970, before the lake was searched for them.
  SharedWork(const Lake& lake, const std::vector<PlannedRun>& plans, const std::vector<size_t>& pending,
             int64_t looked_at, SharedWorkHooks hooks);

  /// The next plan to compute; none if nothing is left or a stop was requested. Waits for other calls.
  std::optional<size_t> next();

  /// A plan from next() is stored or has failed.
  void finished(size_t plan);

 private:
  void claim_some();
  void claim_what_ended();
  std::map<std::string, std::string> owners_of_theirs();
  void wait_a_little();
  size_t number_to_claim();
  void hand_out(std::vector<size_t> claimed);
  std::map<std::string, SimulationRow> stored_meanwhile(const std::vector<size_t>& claimed) const;

  const Lake& lake_;
  const std::vector<PlannedRun>& plans_;
  const int64_t looked_at_;
  const SharedWorkHooks hooks_;
  Claims claims_;
  std::mutex mutex_;            ///< Guards what follows.
  std::deque<size_t> untried_;  ///< In order.
  std::deque<size_t> ready_;    ///< Claimed, without a record.
  std::vector<size_t> theirs_;  ///< Claimed by other calls.
  size_t num_ahead_ = 1;
  std::optional<std::chrono::steady_clock::time_point> last_claimed_;
};

}  // namespace eigenlake
