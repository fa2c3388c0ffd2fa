// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/deletion_batch.h"

#include <algorithm>
#include <array>

#include "eigenlake/base/assert.h"
#include "eigenlake/ingest/batch.h"
#include "eigenlake/ingest/experiment_rows.h"
#include "eigenlake/ingest/row_removal.h"
#include "eigenlake/lake/audited_rows.h"
#include "eigenlake/lake/known/known_index.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// The state of one deletion between its tables.
class DeletionBatch {
 public:
  DeletionBatch(const Lake& lake, const LakeTables& tables, Batch& batch, AuditedRows audited,
                ThreadPool& pool)
      : lake_(lake),
        tables_(tables),
        batch_(batch),
        change_(*batch.plan().deletion),
        ids_(change_.experiment_ids.begin(), change_.experiment_ids.end()),
        audited_(std::move(audited)),
        pool_(pool) {}

  Result<DeletionReport> run() {
    auto& deletions = batch_.table(kDeletionsTable);
    EIGENLAKE_RETURN_IF_ERROR(deletions.add_rows(deletion_rows(change_, batch_.stamp())));
    if (change_.deleted) {
      for (const auto& [name, table] : tables_.tables())
        if (holds_experiments(name)) EIGENLAKE_RETURN_IF_ERROR(remove_from(name, table));
    }
    const auto info =
        fmt::format("{} experiments {}{}{}", ids_.size(), change_.deleted ? "deleted" : "wanted again",
                    change_.reason.empty() ? "" : ": ", change_.reason);
    EIGENLAKE_ASSIGN_OR_RETURN(const auto done, batch_.commit(info, [] {}));
    report_.batch_id = done.batch_id;
    report_.experiment_ids = change_.experiment_ids;
    return std::move(report_);
  }

 private:
  bool is_purged(const std::string& name) const {
    return std::ranges::find(batch_.plan().purged_tables, name) != batch_.plan().purged_tables.end();
  }

  /// A table that has the batch already shows by its earlier state what was removed.
  Result<> remove_from(const std::string& name, const iceberg::Table& table) {
    const auto* done = snapshot_of_batch(table.metadata(), batch_.stamp().batch_id);
    const auto before = done != nullptr ? done->parent_snapshot_id : table.metadata().current_snapshot_id;
    if (!before) return {};
    EIGENLAKE_ASSIGN_OR_RETURN(const FoundRows found, find_rows_at(lake_, table, *before, ids_, pool_));
    if (found.rows == 0 && !is_purged(name)) return {};
    EIGENLAKE_ASSIGN_OR_RETURN(BatchTable * changed, batch_.include(tables_, name));
    changed->count(-audited_rows(name, found));
    report_.rows[name] = found.rows;
    if (done != nullptr) return {};
    const std::string& batch_id = batch_.stamp().batch_id;
    if (is_purged(name)) return write_without_rows(*changed, ids_, batch_id, pool_);
    EIGENLAKE_ASSIGN_OR_RETURN(auto removal, leave_out_rows(changed->table(), *before, found, batch_id));
    changed->remove(std::move(removal));
    return {};
  }

  /// Those of the rows that the audit log counts; rows of other engines may be none of them.
  int64_t audited_rows(const std::string& name, const FoundRows& found) const {
    if (found.rows_by_batch.empty()) return found.rows;
    int64_t rows = 0;
    for (const auto& [batch, count] : found.rows_by_batch) {
      const auto stated = audited_.find(batch);
      if (stated != audited_.end() && stated->second.contains(name)) rows += count;
    }
    return rows;
  }

  const Lake& lake_;
  const LakeTables& tables_;
  Batch& batch_;
  const DeletionChange& change_;
  const ExperimentIds ids_;
  const AuditedRows audited_;
  ThreadPool& pool_;
  DeletionReport report_;
};

/// Best effort: otherwise the next call rebuilds the index.
void renew_index(const Lake& lake) {
  const auto tables = LakeTables::load_all(lake);
  const auto log = tables ? AuditLog::read(tables->find(kAuditTable)) : std::unexpected(tables.error());
  if (!log) return;
  const auto snapshots = visible_snapshots(*tables, *log);
  if (auto index = KnownIndex::rebuild(*tables, snapshots)) std::ignore = index->save(lake, snapshots);
}

}  // namespace

Result<BatchPlan> new_deletion_plan(const LakeTables& tables, DeletionChange change) {
  EIGENLAKE_ASSIGN_OR_RETURN(const AuditLog log, AuditLog::read(tables.find(kAuditTable)));
  auto plan = new_batch_plan(kDeletionProcessingName, visible_snapshots(tables, log));
  EIGENLAKE_ASSIGN_OR_RETURN(const Deletions before, read_deletions(tables, true));
  for (const auto& id : change.experiment_ids) {
    const auto found = before.find(id);
    if (found == before.end()) continue;
    // A clock that was set back does not undo the change.
    plan.stamp.timestamp_us = std::max(plan.stamp.timestamp_us, found->second.changed_at_us + 1);
  }
  plan.deletion = std::move(change);
  return plan;
}

Result<DeletionReport> run_deletion_batch(const Lake& lake, const LakeTables& tables, BatchPlan plan,
                                          ThreadPool& pool) {
  static constexpr std::array<std::string_view, 1> kNames = {kDeletionsTable};
  EIGENLAKE_ASSERT(plan.deletion.has_value());
  AuditedRows audited;
  if (const auto* audit = tables.find(kAuditTable)) {
    EIGENLAKE_ASSIGN_OR_RETURN(audited, read_audited_rows(*audit));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(Batch batch, Batch::begin(lake, tables, kNames, std::move(plan)));
  EIGENLAKE_ASSIGN_OR_RETURN(auto report, DeletionBatch(lake, tables, batch, std::move(audited), pool).run());
  renew_index(lake);
  return report;
}

}  // namespace eigenlake
