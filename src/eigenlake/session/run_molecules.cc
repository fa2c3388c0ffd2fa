// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/run_molecules.h"

#include <algorithm>

#include "eigenlake/session/known_runs.h"

namespace eigenlake {
namespace {

Result<SimulationWork> plan_molecules(const RunRequest& request, RunObserver& observer) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto molecules, read_series(request.molecules, request.scan));
  for (const std::string& warning : molecules.warnings) observer.on_warning(warning);
  WorkRequest planned = request.work;
  planned.series = std::move(molecules.series);
  planned.follow = request.scan && request.scan->follow;
  planned.num_threads = request.num_threads;
  return plan_work(planned);
}

Result<> mark_plans(const RunRequest& request, SimulationWork& work, RunObserver& observer) {
  const auto lake = open_lake(request.lake, LakeAccess::kRead);
  if (!lake) return lake.error().kind == ErrorKind::kNotFound ? Result<>{} : std::unexpected(lake.error());
  EIGENLAKE_RETURN_IF_ERROR(mark_known_plans(*lake, work.plans));
  if (request.target != RunTarget::kTables) return {};
  const bool is_to_compute = !std::ranges::all_of(work.plans, &PlannedRun::in_lake);
  return check_features(*lake, request.features, is_to_compute, observer);
}

}  // namespace

Result<RunReport> run_molecules(const RunRequest& request, RunObserver& observer) {
  EIGENLAKE_ASSIGN_OR_RETURN(const SimulationWork work, plan_molecules(request, observer));
  observer.on_planned(work);
  RunReport report;
  const bool keeps_failures = request.target != RunTarget::kTopic && has_failed_runs(work.failures);
  if (!work.plans.empty() || keeps_failures) {
    EIGENLAKE_ASSIGN_OR_RETURN(report, run_work(work, request, observer));
  }
  report.unplanned = work.failures;
  return report;
}

Result<SimulationWork> preview_molecules(const RunRequest& request, RunObserver& observer) {
  EIGENLAKE_ASSIGN_OR_RETURN(SimulationWork work, plan_molecules(request, observer));
  observer.on_planned(work);
  if (request.target != RunTarget::kTopic) EIGENLAKE_RETURN_IF_ERROR(mark_plans(request, work, observer));
  if (request.target == RunTarget::kTables)
    for (PlannedRun& plan : work.plans) plan.memory.tables = tables_memory(plan.size);
  return work;
}

}  // namespace eigenlake
