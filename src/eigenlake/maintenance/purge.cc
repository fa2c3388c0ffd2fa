// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/purge.h"

#include <utility>

#include "eigenlake/iceberg/update/expire_snapshots.h"
#include "eigenlake/ingest/lake_writer.h"
#include "eigenlake/ingest/recovery.h"
#include "eigenlake/maintenance/rows_in_history.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// Errors: kNotFound for an experiment that the lake neither has nor had.
Result<> check_known(LakeWriter& writer, const ExperimentIds& ids) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Deletions deleted, read_deletions(writer.tables()));
  EIGENLAKE_ASSIGN_OR_RETURN(KnownIndex * index, writer.index());
  for (const auto& id : ids) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_there, index->has_experiment(id));
    if (!is_there && !deleted.contains(id))
      return fail(ErrorKind::kNotFound, "the lake has no experiment {}, and had none", id);
  }
  return {};
}

/// Tables say so whose files belong to others as well.
Result<> check_may_remove(const LakeTables& tables, const RowsInHistory& history) {
  for (const auto& [name, snapshots] : history.snapshots)
    if (tables.find(name)->metadata().property("gc.enabled", "true") == "false")
      return fail(ErrorKind::kUnsupported, "files of {} must not be removed, because gc.enabled is false",
                  name);
  return {};
}

Result<> give_up(const Lake& lake, const RowsInHistory& history, PurgeReport& report) {
  EIGENLAKE_ASSIGN_OR_RETURN(LakeTables tables, LakeTables::load_all_locked(lake));
  return for_each_in_history(tables, history, [&](iceberg::Table& table, const auto& snapshots) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(
        const auto done, iceberg::expire_snapshots(table, with_batch_tags(table.metadata(), snapshots)));
    const auto count = std::ssize(done.expired.snapshot_ids);
    (table.identifier().name == kAuditTable ? report.batches : report.snapshots) += count;
    report.files += static_cast<int64_t>(done.files.count());
    report.bytes += done.files.data_bytes;
    return {};
  });
}

}  // namespace

Result<PurgeReport> purge_experiments(const Lake& lake, DeletionChange change, int num_threads) {
  EIGENLAKE_ASSIGN_OR_RETURN(LakeWriter writer, LakeWriter::open(lake, {.num_threads = num_threads}));
  const LakeTables& tables = writer.tables();
  const ExperimentIds ids(change.experiment_ids.begin(), change.experiment_ids.end());
  EIGENLAKE_RETURN_IF_ERROR(check_known(writer, ids));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto history,
                             find_rows_in_history(tables, writer.log(), ids, writer.pool()));
  EIGENLAKE_RETURN_IF_ERROR(check_may_remove(tables, history));
  EIGENLAKE_RETURN_IF_ERROR(check_no_user_ref(tables, history));
  PurgeReport report;
  report.deletion.recovered_batches = writer.take_recovered_batches();
  if (history.snapshots.empty()) return report;
  change.experiment_ids.assign(ids.begin(), ids.end());
  EIGENLAKE_ASSIGN_OR_RETURN(auto plan, new_deletion_plan(tables, std::move(change)));
  for (const auto& [name, snapshots] : history.snapshots)
    if (name != kAuditTable) plan.purged_tables.push_back(name);
  auto recovered = std::move(report.deletion.recovered_batches);
  EIGENLAKE_ASSIGN_OR_RETURN(report.deletion,
                             run_deletion_batch(lake, tables, std::move(plan), writer.pool()));
  report.deletion.recovered_batches = std::move(recovered);
  EIGENLAKE_RETURN_IF_ERROR(give_up(lake, history, report));
  return report;
}

Result<> check_purge(const Lake& lake, const std::vector<std::string>& experiment_ids, int num_threads) {
  ThreadPool pool(num_threads);
  EIGENLAKE_ASSIGN_OR_RETURN(const RecoveredLake state, read_lake(lake));
  const ExperimentIds ids(experiment_ids.begin(), experiment_ids.end());
  EIGENLAKE_ASSIGN_OR_RETURN(const auto history, find_rows_in_history(state.tables, state.log, ids, pool));
  EIGENLAKE_RETURN_IF_ERROR(check_may_remove(state.tables, history));
  return check_no_user_ref(state.tables, history);
}

}  // namespace eigenlake
