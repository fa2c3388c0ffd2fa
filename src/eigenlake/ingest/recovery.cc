// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/recovery.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/ingest/deletion_batch.h"
#include "eigenlake/ingest/features_batch.h"
#include "eigenlake/ingest/ingest_batch.h"
#include "eigenlake/lake/batch_journal.h"
#include "eigenlake/lake/batch_source.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/lake/stray_tables.h"
#include "eigenlake/object_store/local_object_store.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// The newest snapshot of main that the batch made, or nullptr.
const iceberg::Snapshot* find_snapshot_of(const iceberg::TableMetadata& metadata,
                                          const std::string& batch_id) {
  const auto* snapshot = metadata.current_snapshot();
  while (snapshot != nullptr && batch_of(*snapshot) != batch_id) snapshot = metadata.parent_of(*snapshot);
  return snapshot;
}

/// The batches without audit row.
std::set<std::string> incomplete_batches_of(const RecoveredLake& lake) {
  std::set<std::string> batches;
  for (const auto& [name, table] : lake.tables.tables())
    for (auto& batch : incomplete_batches(table.metadata(), lake.log)) batches.insert(std::move(batch));
  return batches;
}

/// Checks that no table was written to since, and that the earlier states exist. Errors: kConflict, kStore,
/// and then nothing may be undone anywhere.
Result<> check_can_undo(const LakeTables& tables, const std::string& batch_id) {
  for (const auto& [name, table] : tables.tables()) {
    const auto* snapshot = find_snapshot_of(table.metadata(), batch_id);
    if (snapshot == nullptr) continue;
    const auto parent = snapshot->parent_snapshot_id;
    if (parent && table.metadata().snapshot_by_id(*parent) == nullptr)
      return fail(
          ErrorKind::kStore,
          "{}: batch {} has no audit row and cannot be undone, because the state before it has expired; "
          "`eigenlake recover --from snapshots` rebuilds audit rows",
          table.identifier().to_string(), batch_id);
    if (table.metadata().current_snapshot_id == snapshot->snapshot_id) continue;
    return fail(ErrorKind::kConflict,
                "{}: batch {} was interrupted and cannot be undone, because another engine wrote on top of "
                "its snapshot {}; restore its raw objects or roll the table back",
                table.identifier().to_string(), batch_id, snapshot->snapshot_id);
  }
  return {};
}

/// Finds the batch's snapshot by its summary, because its tag may be gone.
Result<> undo_in_table(iceberg::Table& table, const std::string& batch_id) {
  const auto* snapshot = find_snapshot_of(table.metadata(), batch_id);
  if (snapshot == nullptr) return {};
  std::vector<std::string> tags = {creation_tag(batch_id), append_tag(batch_id)};
  std::erase_if(tags, [&](const std::string& tag) { return !table.metadata().refs.contains(tag); });
  // The rows are again those of the formulas before.
  std::vector<std::string> properties;
  if (snapshot->summary_value(kFormulaProperty)) properties.emplace_back(kFormulaProperty);
  return iceberg::rollback_main(table, snapshot->parent_snapshot_id, tags, properties);
}

Result<> undo(LakeTables& tables, const std::string& batch_id) {
  EIGENLAKE_RETURN_IF_ERROR(check_can_undo(tables, batch_id));
  for (auto& [name, table] : tables.tables()) EIGENLAKE_RETURN_IF_ERROR(undo_in_table(table, batch_id));
  return {};
}

/// Whether the states that a batch began with exist: a table may have been rebuilt.
bool are_there(const IndexSnapshots& snapshots, const LakeTables& tables) {
  const auto is_there = [&](std::string_view name, const std::optional<int64_t>& id) {
    const auto* table = tables.find(name);
    return !id || (table != nullptr && table->metadata().snapshot_by_id(*id) != nullptr);
  };
  return is_there("molecules", snapshots.molecules) && is_there("ml_run_summary", snapshots.ml_run_summary) &&
         is_there(kLedgerTable, snapshots.source_objects);
}

Result<bool> can_be_finished(const Lake& lake, const LakeTables& tables, const BatchPlan& plan) {
  if (!plan.deletion && !are_there(plan.known_before, tables)) return false;
  // The plan does not have the labels, what was lost, or why entries of the quarantine were dropped.
  for (const auto name : {kLabelProcessingName, kLossProcessingName, kQuarantineProcessingName})
    if (plan.stamp.processing_name == name) return false;
  for (const auto& object : plan.objects) {
    const auto found = store_of(lake, object.key).head(object.key);
    if (!found && found.error().kind != ErrorKind::kNotFound) return std::unexpected(found.error());
    if (!found || found->etag != object.etag) return false;
  }
  return true;
}

Result<> finish(const Lake& lake, LakeTables& tables, const BatchPlan& plan, ThreadPool& pool) {
  if (plan.deletion) {
    EIGENLAKE_RETURN_IF_ERROR(run_deletion_batch(lake, tables, plan, pool));
    return {};
  }
  EIGENLAKE_ASSIGN_OR_RETURN(KnownIndex index, KnownIndex::rebuild(tables, plan.known_before));
  if (plan.stamp.processing_name == kFeatureProcessingName) {
    EIGENLAKE_RETURN_IF_ERROR(run_features_batch(lake, tables, plan, index, pool, nullptr));
  } else {
    EIGENLAKE_RETURN_IF_ERROR(run_ingest_batch(lake, tables, plan, index, pool, {}, nullptr));
  }
  return {};
}

/// Recovers the batch of the journal entry. Returns whether it was incomplete.
Result<bool> recover_pending(const Lake& lake, LakeTables& tables, const AuditLog& log, const BatchPlan& plan,
                             ThreadPool& pool, DiedBatch died) {
  if (log.contains(plan.stamp.batch_id)) {
    EIGENLAKE_RETURN_IF_ERROR(remove_pending_batch(lake));
    return false;
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const bool can_finish, can_be_finished(lake, tables, plan));
  if (can_finish && died == DiedBatch::kFinish) {
    EIGENLAKE_RETURN_IF_ERROR(finish(lake, tables, plan, pool));
    return true;
  }
  EIGENLAKE_RETURN_IF_ERROR(undo(tables, plan.stamp.batch_id));
  for (const auto& table : all_tables()) {
    if (tables.find(table.name) != nullptr) continue;
    EIGENLAKE_RETURN_IF_ERROR(remove_attempts(lake.warehouse_store(), table.name, plan.stamp.batch_id));
  }
  EIGENLAKE_RETURN_IF_ERROR(remove_pending_batch(lake));
  return true;
}

/// Deletes what killed writers left half written; the holder of the lock is the only writer.
void remove_temporaries(const Lake& lake) {
  auto* local = dynamic_cast<LocalObjectStore*>(&lake.warehouse_store());
  if (local != nullptr) std::ignore = local->remove_stale_temporaries("", 0);
}

}  // namespace

Result<RecoveredLake> read_lake(const Lake& lake) {
  RecoveredLake result;
  EIGENLAKE_ASSIGN_OR_RETURN(result.tables, LakeTables::load_all(lake));
  EIGENLAKE_ASSIGN_OR_RETURN(result.log, AuditLog::read(result.tables.find(kAuditTable)));
  return result;
}

Result<RecoveredLake> recover(const Lake& lake, ThreadPool& pool, DiedBatch died) {
  RecoveredLake result;
  const auto load = [&]() -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(result.tables, LakeTables::load_all_locked(lake));
    EIGENLAKE_ASSIGN_OR_RETURN(result.log, AuditLog::read(result.tables.find(kAuditTable)));
    return {};
  };
  EIGENLAKE_RETURN_IF_ERROR(load());
  EIGENLAKE_ASSIGN_OR_RETURN(const auto pending, load_pending_batch(lake));
  std::set<std::string> unexplained = incomplete_batches_of(result);
  if (pending) unexplained.erase(pending->stamp.batch_id);
  // A writer that died leaves one at most; of several, the audit rows are lost.
  EIGENLAKE_RETURN_IF_ERROR(check_one_incomplete(unexplained));
  if (pending) {
    for (const auto& [name, table] : result.tables.tables())
      EIGENLAKE_RETURN_IF_ERROR(lake.catalog().repair(table.identifier()));
    EIGENLAKE_ASSIGN_OR_RETURN(const bool was_incomplete,
                               recover_pending(lake, result.tables, result.log, *pending, pool, died));
    if (was_incomplete) result.batches.push_back(pending->stamp.batch_id);
    EIGENLAKE_RETURN_IF_ERROR(load());
  }
  const std::set<std::string> incomplete = incomplete_batches_of(result);
  for (const auto& batch_id : incomplete) EIGENLAKE_RETURN_IF_ERROR(check_can_undo(result.tables, batch_id));
  for (const auto& batch_id : incomplete) {
    EIGENLAKE_RETURN_IF_ERROR(undo(result.tables, batch_id));
    if (std::ranges::find(result.batches, batch_id) == result.batches.end())
      result.batches.push_back(batch_id);
  }
  EIGENLAKE_RETURN_IF_ERROR(remove_direct_objects(lake));
  if (!result.batches.empty()) remove_temporaries(lake);
  return result;
}

}  // namespace eigenlake
