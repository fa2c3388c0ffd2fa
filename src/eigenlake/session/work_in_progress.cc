// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/work_in_progress.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>

#include "eigenlake/session/shared_work.h"
#include "eigenlake/simulation/follow_order.h"
#include "eigenlake/simulation/simulate_all.h"

namespace eigenlake {
namespace {

/// Hands out rows in the order of the plans.
class OrderedRows {
 public:
  OrderedRows(size_t count, RunObserver& observer) : settled_(count), observer_(observer) {}

  /// A plan ended with a row, or without one.
  void settle(size_t index, std::optional<SimulationRow> row) {
    settled_[index] = {true, std::move(row)};
    for (; next_ < settled_.size() && settled_[next_].done; ++next_)
      if (settled_[next_].row) observer_.on_row(*settled_[next_].row);
  }

 private:
  struct Slot {
    bool done = false;
    std::optional<SimulationRow> row = {};
  };
  std::vector<Slot> settled_;
  size_t next_ = 0;
  RunObserver& observer_;
};

/// Plans of one call that are the same experiment.
class Repetitions {
 public:
  explicit Repetitions(const std::vector<PlannedRun>& plans) {
    std::map<std::string_view, size_t> first;
    for (size_t i = 0; i < plans.size(); ++i) {
      const auto [place, is_new] = first.emplace(plans[i].experiment_id, i);
      if (is_new)
        distinct_.push_back(i);
      else
        later_[place->second].push_back(i);
    }
  }

  /// The first of each, in order.
  const std::vector<size_t>& distinct() const { return distinct_; }
  /// The others of a first one.
  std::vector<size_t> of(size_t first) const {
    const auto found = later_.find(first);
    return found == later_.end() ? std::vector<size_t>() : found->second;
  }

 private:
  std::vector<size_t> distinct_;
  std::map<size_t, std::vector<size_t>> later_;
};

class WorkInProgress {
 public:
  WorkInProgress(const SimulationWork& work, const StoreRun& store, int num_threads, RunObserver& observer)
      : work_(work),
        store_(store),
        num_threads_(num_threads),
        observer_(observer),
        repetitions_(work.plans),
        settled_(work.plans.size()),
        rows_(work.plans.size(), observer) {}

  WorkOutcome run(const KnownRuns& known, const SharedLake& shared) {
    if (const size_t count = work_.plans.size() - repetitions_.distinct().size(); count > 0)
      observer_.on_repeated(count);
    const std::vector<size_t> pending = settle_known(known);
    order_.emplace(work_.plans, pending);
    for (const auto& [id, row] : known)
      if (row) order_->add_optimum(id, row->optimal_parameters);
    observer_.begins(RunPhase::kSimulation);
    if (shared.lake == nullptr)
      simulate_pending(pending, [&] { return order_->next(stop_requested_); });
    else
      simulate_shared(pending, shared);
    {
      const std::lock_guard lock(mutex_);
      settle_interrupted(pending);
    }
    observer_.ends(RunPhase::kSimulation);
    return std::move(outcome_);
  }

 private:
  void simulate_shared(const std::vector<size_t>& pending, const SharedLake& shared) {
    SharedWork share(*shared.lake, work_.plans, pending, shared.looked_at,
                     {.stop_requested = stop_requested_,
                      .is_ready = [&](size_t index) { return order_->is_ready(index); },
                      .on_found =
                          [&](size_t index, const SimulationRow& row) {
                            const std::lock_guard lock(mutex_);
                            observer_.on_found(index);
                            order_->settle(index, row.optimal_parameters);
                            settle_found(index, row);
                          },
                      .on_waiting =
                          [&](const std::map<std::string, std::string>& owners) {
                            const std::lock_guard lock(mutex_);
                            observer_.on_waiting(owners);
                          }});
    release_ = [&](size_t index) { share.finished(index); };
    simulate_pending(pending, [&] { return share.next(); });
    release_ = {};
  }

  void simulate_pending(const std::vector<size_t>& pending, const NextPlan& next) {
    if (pending.empty()) return;
    const SimulationHooks hooks{.on_progress =
                                    [&](const SimulationProgress& state) {
                                      const std::lock_guard lock(mutex_);
                                      observer_.on_progress(state);
                                    },
                                .stop_requested = stop_requested_};
    const SimulationLimits limits{.num_threads = num_threads_, .num_jobs = static_cast<int>(work_.num_jobs)};
    simulate_each(
        work_.plans, pending, limits, hooks, next,
        [&](const PlannedRun& plan) { return order_->start_of(plan); },
        [&](size_t index, const Result<SimulatedRun>& run) { finish(index, run); });
  }

  void finish(size_t index, const Result<SimulatedRun>& run) {
    const auto stored = run ? store_(*run) : Result<>();
    if (release_) release_(index);
    const std::lock_guard lock(mutex_);
    if (!run) return fail_run(index, run.error());
    if (!stored) return fail_run(index, stored.error());
    SimulationRow row = row_of(work_.plans[index], run->record);
    observer_.on_finished(index, row, *run);
    outcome_.all_converged = outcome_.all_converged && row.success;
    outcome_.interrupted = outcome_.interrupted || run->reference_interrupted;
    ++outcome_.num_succeeded;
    order_->settle(index, run->record.optimal_parameters);
    settle(index, row);
    settle_repetitions(index, std::move(row));
  }

  /// Returns those that are not known.
  std::vector<size_t> settle_known(const KnownRuns& known) {
    std::vector<size_t> pending;
    for (const size_t index : repetitions_.distinct()) {
      const auto found = known.find(work_.plans[index].experiment_id);
      if (found == known.end())
        pending.push_back(index);
      else
        settle_found(index, found->second);
    }
    return pending;
  }

  /// An existing result for a plan and its repetitions.
  void settle_found(size_t index, const std::optional<SimulationRow>& row) {
    if (row) outcome_.all_converged = outcome_.all_converged && row->success;
    ++outcome_.num_known;
    outcome_.found.push_back(work_.plans[index].experiment_id);
    settle(index, row);
    settle_repetitions(index, row);
  }

  void settle_repetitions(size_t first, std::optional<SimulationRow> row) {
    if (row && !row->skipped) row->origin = "same as " + work_.plans[first].full_place();
    if (row) row->skipped = true;
    for (const size_t index : repetitions_.of(first)) {
      ++outcome_.num_known;
      settle(index, row);
    }
  }

  void settle(size_t index, std::optional<SimulationRow> row) {
    // One experiment may have several names.
    if (row) row->molecule = work_.plans[index].molecule_name;
    settled_[index] = true;
    rows_.settle(index, std::move(row));
  }

  void fail_run(size_t first, const Error& error) {
    outcome_.interrupted = outcome_.interrupted || error.kind == ErrorKind::kInterrupted;
    std::vector<size_t> indices = repetitions_.of(first);
    indices.insert(indices.begin(), first);
    order_->settle(first, std::nullopt);
    for (const size_t index : indices) {
      const PlannedRun& plan = work_.plans[index];
      outcome_.failures.push_back({plan.full_place(), plan.molecule_name, error});
      if (error.kind != ErrorKind::kInterrupted) observer_.on_failed(outcome_.failures.back());
      settle(index, std::nullopt);
    }
  }

  /// The plans that a stop left unfinished.
  void settle_interrupted(const std::vector<size_t>& pending) {
    for (const size_t index : pending)
      if (!settled_[index])
        fail_run(index, {ErrorKind::kInterrupted, "interrupted before this molecule began", {}});
  }

  const SimulationWork& work_;
  const StoreRun& store_;
  const int num_threads_;
  RunObserver& observer_;
  const std::function<bool()> stop_requested_ = [this] { return observer_.stop_requested(); };
  const Repetitions repetitions_;
  std::optional<FollowOrder> order_;
  std::function<void(size_t)> release_;  ///< Releases a claim, if work is shared.
  std::mutex mutex_;                     ///< Guards what follows.
  std::vector<bool> settled_;
  OrderedRows rows_;
  WorkOutcome outcome_;
};

}  // namespace

WorkOutcome simulate_work(const SimulationWork& work, const KnownRuns& known, const SharedLake& shared,
                          const StoreRun& store, int num_threads, RunObserver& observer) {
  return WorkInProgress(work, store, num_threads, observer).run(known, shared);
}

}  // namespace eigenlake
