// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/work_plan.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "eigenlake/session/run_settings.h"
#include "eigenlake/simulation/run_needs.h"

namespace eigenlake {
namespace {

/// Plans runs one after the other.
class WorkPlanner {
 public:
  explicit WorkPlanner(const WorkRequest& request) : request_(request) {
    size_t num_runs = 0;
    for (const auto& molecules : request.series) num_runs += molecules.size() * request.options.size();
    work_.num_jobs = static_cast<size_t>(runs_side_by_side(
        {.num_threads = request.num_threads, .num_jobs = static_cast<int>(request.num_jobs)}, num_runs));
    work_.labels = request.labels;
    work_.threads_each = std::max(1, request.num_threads / static_cast<int>(work_.num_jobs));
  }

  void add_failures(const std::vector<MoleculeEntry>& entries) {
    for (const MoleculeEntry& entry : entries)
      if (!entry.molecule) work_.failures.push_back({entry.place(), "", entry.molecule.error(), true});
  }
  /// Each molecule with these options.
  void add_series(const std::vector<MoleculeEntry>& molecules, ExperimentSpec options) {
    for (const MoleculeEntry& entry : molecules) {
      if (!entry.molecule) continue;
      const auto id = add(entry, options);
      if (id && request_.follow) options.follow = *id;
    }
  }
  SimulationWork finish() { return std::move(work_); }

 private:
  /// The experiment's id, where there is a plan.
  std::optional<std::string> add(const MoleculeEntry& entry, const ExperimentSpec& options) {
    auto plan = plan_run(entry, options, work_.threads_each);
    if (!plan) {
      PlannedRun place;
      place.place = entry.place();
      place.variant = variant_text(options, request_.varied);
      work_.failures.push_back({place.full_place(), entry.molecule->display_name(), plan.error()});
      return std::nullopt;
    }
    plan->variant = variant_text(plan->spec(), request_.varied);
    if (!planned_.emplace(plan->place, plan->experiment_id).second) {
      ++work_.num_repeated;
      return plan->experiment_id;
    }
    plan->plan.labels = request_.labels;
    work_.plans.push_back(*std::move(plan));
    return work_.plans.back().experiment_id;
  }

  const WorkRequest& request_;
  SimulationWork work_;
  std::set<std::pair<std::string, std::string>> planned_;  ///< Place and id.
};

}  // namespace

Result<> check_number_of_runs(uint64_t combinations, uint64_t molecules) {
  if (molecules == 0 || combinations <= kMaxRuns / molecules) return {};
  return fail(ErrorKind::kUsage,
              "one call takes at most {} runs, got {} combinations of settings for {} molecules", kMaxRuns,
              combinations, molecules);
}

Result<SimulationWork> plan_work(const WorkRequest& request) {
  uint64_t num_molecules = 0;
  for (const auto& molecules : request.series) num_molecules += molecules.size();
  EIGENLAKE_RETURN_IF_ERROR(check_number_of_runs(request.options.size(), num_molecules));
  WorkPlanner planner(request);
  for (const auto& molecules : request.series) {
    planner.add_failures(molecules);
    for (const ExperimentSpec& options : request.options) planner.add_series(molecules, options);
  }
  return planner.finish();
}

}  // namespace eigenlake
