#include "eigenlake/pipeline/recovery.h"

#include <algorithm>
#include <set>

#include "eigenlake/iceberg/table_changes.h"
#include "eigenlake/pipeline/batch_journal.h"
#include "eigenlake/pipeline/features_batch.h"
#include "eigenlake/pipeline/ingest_batch.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// The batches of current snapshots that have no audit row.
std::set<std::string> incomplete_batches(const LakeTables& tables, const AuditLog& log) {
  std::set<std::string> batches;
  for (const auto& [name, table] : tables.tables()) {
    for (const auto* snapshot = table.metadata().current_snapshot(); snapshot != nullptr;) {
      const auto batch = batch_of(*snapshot);
      if (batch && log.contains(*batch)) break;
      if (batch) batches.insert(*batch);
      snapshot = snapshot->parent_snapshot_id ? table.metadata().snapshot_by_id(*snapshot->parent_snapshot_id)
                                              : nullptr;
    }
  }
  return batches;
}

bool is_ancestor_of_current(const iceberg::TableMetadata& metadata, int64_t snapshot_id) {
  for (const auto* snapshot = metadata.current_snapshot(); snapshot != nullptr;) {
    if (snapshot->snapshot_id == snapshot_id) return true;
    snapshot =
        snapshot->parent_snapshot_id ? metadata.snapshot_by_id(*snapshot->parent_snapshot_id) : nullptr;
  }
  return false;
}

Result<> undo_in_table(iceberg::Table& table, const std::string& batch_id) {
  const auto* snapshot = snapshot_of_batch(table.metadata(), batch_id);
  if (snapshot == nullptr || !is_ancestor_of_current(table.metadata(), snapshot->snapshot_id)) return {};
  if (table.metadata().current_snapshot_id != snapshot->snapshot_id)
    return fail(ErrorKind::kConflict,
                "{}: batch {} died half way and cannot be undone, because another engine wrote on top of its "
                "snapshot "
                "{}; bring its raw objects back or roll the table back",
                table.identifier().to_string(), batch_id, snapshot->snapshot_id);
  std::vector<std::string> tags;
  for (const auto& tag : {creation_tag(batch_id), append_tag(batch_id)}) {
    if (table.metadata().refs.contains(tag)) tags.push_back(tag);
  }
  return iceberg::rollback_main(table, snapshot->parent_snapshot_id, tags);
}

Result<> undo(LakeTables& tables, const std::string& batch_id) {
  for (auto& [name, table] : tables.tables()) EIGENLAKE_RETURN_IF_ERROR(undo_in_table(table, batch_id));
  return {};
}

Result<bool> objects_are_there(const Lake& lake, const BatchPlan& plan) {
  for (const auto& object : plan.objects) {
    const auto found = lake.store().head(object.key);
    if (!found && found.error().kind != ErrorKind::kNotFound) return std::unexpected(found.error());
    if (!found || found->etag != object.etag) return false;
  }
  return true;
}

Result<> finish(const Lake& lake, const LakeTables& tables, const BatchPlan& plan,
                const FeatureSettings& settings, ThreadPool& pool) {
  EIGENLAKE_ASSIGN_OR_RETURN(KnownIndex index, KnownIndex::rebuild(tables, plan.known_before));
  if (plan.stamp.processing_name == kFeatureProcessingName) {
    EIGENLAKE_RETURN_IF_ERROR(run_features_batch(lake, tables, plan, settings, index, pool, nullptr));
  } else {
    EIGENLAKE_RETURN_IF_ERROR(run_ingest_batch(lake, tables, plan, index, pool, {}, nullptr));
  }
  return {};
}

/// Deals with the batch of the journal entry. Returns whether it was incomplete.
Result<bool> recover_pending(const Lake& lake, LakeTables& tables, const AuditLog& log, const BatchPlan& plan,
                             const FeatureSettings& settings, ThreadPool& pool) {
  if (log.contains(plan.stamp.batch_id)) {
    EIGENLAKE_RETURN_IF_ERROR(remove_pending_batch(lake));
    return false;
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const bool can_finish, objects_are_there(lake, plan));
  if (can_finish) {
    EIGENLAKE_RETURN_IF_ERROR(finish(lake, tables, plan, settings, pool));
    return true;
  }
  EIGENLAKE_RETURN_IF_ERROR(undo(tables, plan.stamp.batch_id));
  EIGENLAKE_RETURN_IF_ERROR(remove_pending_batch(lake));
  return true;
}

}  // namespace

Result<RecoveredLake> recover(const Lake& lake, const FeatureSettings& settings, ThreadPool& pool) {
  RecoveredLake result;
  const auto load = [&]() -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(result.tables, LakeTables::load_all(lake));
    EIGENLAKE_ASSIGN_OR_RETURN(result.log, AuditLog::read(result.tables.find(kAuditTable)));
    return {};
  };
  EIGENLAKE_RETURN_IF_ERROR(load());
  EIGENLAKE_ASSIGN_OR_RETURN(const auto pending, load_pending_batch(lake));
  if (pending) {
    for (const auto& [name, table] : result.tables.tables())
      EIGENLAKE_RETURN_IF_ERROR(lake.catalog().repair_hint(table.identifier()));
    EIGENLAKE_ASSIGN_OR_RETURN(const bool was_incomplete,
                               recover_pending(lake, result.tables, result.log, *pending, settings, pool));
    if (was_incomplete) result.batches.push_back(pending->stamp.batch_id);
    EIGENLAKE_RETURN_IF_ERROR(load());
  }
  for (const auto& batch_id : incomplete_batches(result.tables, result.log)) {
    EIGENLAKE_RETURN_IF_ERROR(undo(result.tables, batch_id));
    result.batches.push_back(batch_id);
  }
  return result;
}

}  // namespace eigenlake
