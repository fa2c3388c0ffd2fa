// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/delete_experiments.h"

#include <algorithm>

#include "eigenlake/ingest/experiment_rows.h"
#include "eigenlake/ingest/lake_writer.h"
#include "eigenlake/ingest/recovery.h"

namespace eigenlake {
namespace {

/// Keeps only the experiments that change. Errors: kNotFound for an unknown one.
Result<> leave_changed(LakeWriter& writer, DeletionChange& change) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Deletions deleted, read_deletions(writer.tables()));
  EIGENLAKE_ASSIGN_OR_RETURN(KnownIndex * index, writer.index());
  std::vector<std::string> changed;
  for (auto& id : change.experiment_ids) {
    const bool is_deleted = deleted.contains(id);
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_there, index->has_experiment(id));
    if (change.deleted && !is_there && !is_deleted)
      return fail(ErrorKind::kNotFound, "the lake has no experiment {}; `eigenlake show` lists what it has",
                  id);
    if (change.deleted ? is_there : is_deleted) changed.push_back(std::move(id));
  }
  std::ranges::sort(changed);
  changed.erase(std::ranges::unique(changed).begin(), changed.end());
  change.experiment_ids = std::move(changed);
  return {};
}

}  // namespace

Result<DeletionReport> change_deletions(const Lake& lake, DeletionChange change, int num_threads) {
  EIGENLAKE_ASSIGN_OR_RETURN(LakeWriter writer, LakeWriter::open(lake, {.num_threads = num_threads}));
  EIGENLAKE_RETURN_IF_ERROR(leave_changed(writer, change));
  DeletionReport report;
  if (!change.experiment_ids.empty()) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto plan, new_deletion_plan(writer.tables(), std::move(change)));
    EIGENLAKE_ASSIGN_OR_RETURN(report,
                               run_deletion_batch(lake, writer.tables(), std::move(plan), writer.pool()));
  }
  report.recovered_batches = writer.take_recovered_batches();
  return report;
}

Result<DeletionReport> plan_deletion(const Lake& lake, const std::vector<std::string>& experiment_ids,
                                     int num_threads) {
  ThreadPool pool(num_threads);
  const ExperimentIds ids(experiment_ids.begin(), experiment_ids.end());
  EIGENLAKE_ASSIGN_OR_RETURN(const RecoveredLake state, read_lake(lake));
  DeletionReport report{.experiment_ids = experiment_ids};
  for (const auto& [name, table] : state.tables.tables()) {
    const auto* visible = visible_snapshot(table.metadata(), state.log);
    if (!holds_experiments(name) || visible == nullptr) continue;
    EIGENLAKE_ASSIGN_OR_RETURN(const auto found, find_rows_at(lake, table, visible->snapshot_id, ids, pool));
    if (found.rows > 0) report.rows[name] = found.rows;
  }
  return report;
}

}  // namespace eigenlake
