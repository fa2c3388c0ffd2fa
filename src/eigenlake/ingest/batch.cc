// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/batch.h"

#include <algorithm>
#include <chrono>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/clock.h"
#include "eigenlake/base/side_by_side.h"
#include "eigenlake/iceberg/spec/unique_id.h"
#include "eigenlake/iceberg/update/append.h"
#include "eigenlake/iceberg/update/overwrite.h"
#include "eigenlake/iceberg/update/remove_rows.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/iceberg/update/table_transaction.h"
#include "eigenlake/ingest/source_summary.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/lake/lost_tables.h"
#include "eigenlake/lake/staged_table.h"
#include "eigenlake/lake/stray_tables.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_names.h"
#include "eigenlake/transform/feature_settings.h"

namespace eigenlake {
namespace {

std::optional<int64_t> current_snapshot_id(const iceberg::Table& table) {
  return table.metadata().current_snapshot_id;
}

/// The offsets of a batch of messages straight from a topic; every other batch carries the earlier ones on.
void add_direct_offsets(const BatchPlan& plan, iceberg::AppendOptions& options) {
  options.carried_keys = {std::string(kDirectOffsetsProperty)};
  if (!plan.direct) return;
  const auto& direct = *plan.direct;
  options.summary[std::string(kDirectOffsetsProperty)] = to_json(direct.after);
  options.summary["eigenlake.kafka-topic"] = direct.topic;
  options.summary["eigenlake.kafka-offsets"] = to_json(direct.after.at(direct.topic));
  options.check = [before = direct.before](const iceberg::TableMetadata& audit) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto found, direct_offsets_of(audit));
    if (found == before) return {};
    return fail(ErrorKind::kConflict,
                "expected the offsets {} in the tables, found {}: another writer landed the same messages",
                to_json(before), to_json(found));
  };
}

bool is_audit(const iceberg::Table& table) {
  return table.identifier().name == kAuditTable;
}

/// The summary of the batch's snapshot of the table.
iceberg::SnapshotSummary batch_summary(const iceberg::Table& table, const BatchPlan& plan) {
  auto summary = source_summary(plan.objects, is_audit(table) ? SourceKeys::kListed : SourceKeys::kLeftOut);
  summary[std::string(kBatchIdProperty)] = plan.stamp.batch_id;
  if (plan.stamp.processing_name == kLossProcessingName)
    summary[std::string(kProcessingNameProperty)] = plan.stamp.processing_name;
  if (!plan.parent_batch.empty()) summary[std::string(kParentBatchIdProperty)] = plan.parent_batch;
  return summary;
}

std::string tag_of(const iceberg::Table& table, const BatchPlan& plan) {
  const std::string& batch_id = plan.stamp.batch_id;
  return current_snapshot_id(table) ? append_tag(batch_id) : creation_tag(batch_id);
}

std::unique_ptr<iceberg::SnapshotAction> append_action(iceberg::Table& table, const BatchPlan& plan,
                                                       std::vector<iceberg::DataFile> files) {
  iceberg::AppendOptions options;
  options.files = std::move(files);
  options.summary = batch_summary(table, plan);
  if (is_audit(table)) add_direct_offsets(plan, options);
  options.tag = tag_of(table, plan);
  return std::make_unique<iceberg::AppendAction>(table, std::move(options));
}

std::unique_ptr<iceberg::SnapshotAction> remove_action(BatchTable& added, const BatchPlan& plan) {
  iceberg::Table& table = added.table();
  TableRemoval removal = added.take_removal();
  return std::make_unique<iceberg::RemoveRowsAction>(
      table, iceberg::RemoveRowsOptions{.removed_files = std::move(removal.removed_files),
                                        .added_files = added.take_files(),
                                        .delete_files = std::move(removal.delete_files),
                                        .expected_snapshot = removal.snapshot_id,
                                        .summary = batch_summary(table, plan),
                                        .tag = tag_of(table, plan)});
}

std::unique_ptr<iceberg::SnapshotAction> action_of(BatchTable& added, const BatchPlan& plan) {
  iceberg::Table& table = added.table();
  if (added.removal()) return remove_action(added, plan);
  if (!added.replaces_rows()) return append_action(table, plan, added.take_files());
  iceberg::OverwriteOptions options{.files = added.take_files(),
                                    .expected_snapshot = current_snapshot_id(table),
                                    .summary = batch_summary(table, plan),
                                    .tag = tag_of(table, plan),
                                    .properties = formula_properties()};
  options.summary.merge(formula_properties());
  return std::make_unique<iceberg::OverwriteAction>(table, std::move(options));
}

}  // namespace

BatchPlan new_batch_plan(std::string_view processing_name, const IndexSnapshots& known_before,
                         std::vector<ObjectInfo> objects) {
  return {.stamp = {.batch_id = iceberg::new_uuid(),
                    .processing_name = std::string(processing_name),
                    .timestamp_us = time_since_epoch<std::chrono::microseconds>()},
          .known_before = known_before,
          .objects = std::move(objects),
          .settings = {}};
}

Result<Batch> Batch::begin(const Lake& lake, const LakeTables& tables,
                           std::span<const std::string_view> names, BatchPlan plan,
                           const std::map<std::string, std::string>& properties) {
  Batch batch(lake, std::move(plan));
  batch.remembered_ = tables.to_remember();
  for (const auto name : names)
    if (tables.find(name) == nullptr) EIGENLAKE_RETURN_IF_ERROR(batch.check_place_is_free(name));
  EIGENLAKE_RETURN_IF_ERROR(save_pending_batch(lake, batch.plan_));
  for (const auto name : names) {
    EIGENLAKE_ASSIGN_OR_RETURN(batch.tables_.emplace_back(), batch.make_table(tables, name, properties));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(batch.audit_, batch.make_table(tables, kAuditTable, {}));
  return batch;
}

Result<BatchTable*> Batch::include(const LakeTables& tables, std::string_view name, std::string_view before) {
  if (tables.find(name) == nullptr) EIGENLAKE_RETURN_IF_ERROR(check_place_is_free(name));
  EIGENLAKE_ASSIGN_OR_RETURN(auto table, make_table(tables, name, {}));
  return tables_.insert(find(before), std::move(table))->get();
}

Result<std::unique_ptr<BatchTable>> Batch::make_table(const LakeTables& tables, std::string_view name,
                                                      const Properties& properties) const {
  const TableDefinition& definition = table_definition(name);
  if (const auto* table = tables.find(name)) {
    auto added = std::make_unique<BatchTable>(definition, *table, stamp().batch_id);
    const auto columns = missing_columns(definition, table->metadata().schema());
    if (!columns.empty()) EIGENLAKE_RETURN_IF_ERROR(iceberg::add_optional_columns(added->table(), columns));
    return added;
  }
  auto properties_of_table = properties;
  // It was lost, and its loss accepted or not: earlier batches have no rows in it any more.
  if (remembered_.contains(name)) properties_of_table[std::string(kMadeAnewProperty)] = stamp().batch_id;
  EIGENLAKE_ASSIGN_OR_RETURN(auto staged,
                             stage_table(lake_->catalog(), name, properties_of_table, remembered_));
  return std::make_unique<BatchTable>(definition, std::move(staged), stamp().batch_id);
}

/// Checks that no table lies where this one will be created: another catalog may have it. Remains of an
/// earlier attempt at the same batch do not count.
Result<> Batch::check_place_is_free(std::string_view name) const {
  // A table that is remembered here was lost, and is rebuilt on purpose; so is one whose loss was accepted.
  if (remembered_.contains(name)) return {};
  EIGENLAKE_ASSIGN_OR_RETURN(const auto stray,
                             find_stray_table(lake_->warehouse_store(), name, stamp().batch_id));
  return stray ? std::unexpected(stray->error()) : Result<>();
}

/// Remembers the tables as the batch left them, and removes the journal entry.
Result<> Batch::close() {
  const auto note = [&](const BatchTable& closed) {
    // One that lacks rows stays missing, until a recovery has restored them all.
    if (!why_replaced(closed.table(), remembered_))
      remembered_[closed.name()] = remember(closed.table().metadata());
  };
  for (const auto& table : tables_) note(*table);
  note(*audit_);
  return wait_side_by_side(2, [&](size_t i) {
    return i == 0 ? save_remembered_tables(lake_->state_store(), remembered_) : remove_pending_batch(*lake_);
  });
}

std::vector<std::unique_ptr<BatchTable>>::const_iterator Batch::find(std::string_view name) const {
  return std::ranges::find(tables_, name,
                           [](const auto& table) -> std::string_view { return table->name(); });
}

BatchTable& Batch::table(std::string_view name) {
  const auto found = find(name);
  EIGENLAKE_ASSERT(found != tables_.end());
  return **found;
}

Result<> Batch::commit_table(BatchTable& added) {
  if (added.is_done()) return {};
  EIGENLAKE_RETURN_IF_ERROR(added.finish_files());
  if (added.changes()) return action_of(added, plan_)->commit();
  // A table is created even if the first batches have no rows for it, so that queries find it.
  return added.table().is_staged()
             ? iceberg::commit_change(added.table(), [](iceberg::TableMetadata&) { return true; })
             : Result<>();
}

std::string Batch::version_of(const BatchTable& added) const {
  for (const auto& tag : {creation_tag(stamp().batch_id), append_tag(stamp().batch_id)})
    if (added.table().metadata().snapshot_by_ref(tag) != nullptr) return tag;
  return "no_changes";
}

Result<std::vector<iceberg::DataFile>> Batch::write_audit_file(const AuditRow& row) {
  EIGENLAKE_RETURN_IF_ERROR(audit_->add_rows(audit_rows(row)));
  EIGENLAKE_RETURN_IF_ERROR(audit_->finish_files());
  return audit_->take_files();
}

Result<> Batch::commit_one_by_one(AuditRow row, const std::function<void()>& when_added) {
  EIGENLAKE_RETURN_IF_ERROR(wait_side_by_side(tables_.size(), [&](size_t i) -> Result<> {
    auto committed = commit_table(*tables_[i]);
    if (committed) return {};
    return fail_with_context(std::move(committed).error(), "while committing " + tables_[i]->name());
  }));
  for (const auto& added : tables_) row.tables.push_back({added->name(), version_of(*added), added->rows()});
  const auto commit_audit = [&]() -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(auto files, write_audit_file(row));
    return append_action(audit_->table(), plan_, std::move(files))->commit();
  };
  return wait_side_by_side(2, [&](size_t i) {
    if (i == 0) return commit_audit();
    when_added();
    return Result<>();
  });
}

Result<> Batch::commit_as_one(AuditRow row, const std::function<void()>& when_added) {
  EIGENLAKE_RETURN_IF_ERROR(wait_side_by_side(tables_.size(), [&](size_t i) {
    return tables_[i]->is_done() ? Result<>() : tables_[i]->finish_files();
  }));
  std::vector<std::unique_ptr<iceberg::SnapshotAction>> actions;
  std::vector<iceberg::TableChange> changes_of_tables;
  const auto add = [&](std::unique_ptr<iceberg::SnapshotAction> added) {
    auto* action = actions.emplace_back(std::move(added)).get();
    changes_of_tables.push_back(
        {&action->table(), [action](iceberg::TableMetadata& next) { return action->apply(next); }});
  };
  for (const auto& added : tables_) {
    iceberg::Table& table = added->table();
    std::string version = version_of(*added);
    if (!added->is_done() && added->changes()) {
      version = tag_of(table, plan_);
      add(action_of(*added, plan_));
    } else if (table.is_staged()) {
      changes_of_tables.push_back({&table, [&table](iceberg::TableMetadata&) { return table.is_staged(); }});
    }
    row.tables.push_back({added->name(), std::move(version), added->rows()});
  }
  EIGENLAKE_ASSIGN_OR_RETURN(auto audit_files, write_audit_file(row));
  add(append_action(audit_->table(), plan_, std::move(audit_files)));
  const auto outcome = iceberg::commit_together(lake_->catalog(), changes_of_tables);
  for (const auto& action : actions) action->settle(outcome);
  if (outcome) when_added();
  return outcome;
}

Result<BatchReport> Batch::commit(const std::string& source_info, const std::function<void()>& when_added) {
  AuditRow row{.stamp = stamp(), .source_info = source_info, .tables = {}};
  EIGENLAKE_RETURN_IF_ERROR(lake_->catalog().commits_together()
                                ? commit_as_one(std::move(row), when_added)
                                : commit_one_by_one(std::move(row), when_added));
  EIGENLAKE_RETURN_IF_ERROR(close());
  BatchReport report{.batch_id = stamp().batch_id, .processing_name = stamp().processing_name, .rows = {}};
  for (const auto& added : tables_) report.rows[added->name()] = added->rows();
  return report;
}

std::optional<IndexSnapshots> Batch::index_snapshots_after() const {
  IndexSnapshots after = plan_.known_before;
  const bool known = advance("molecules", after.molecules) &&
                     advance("ml_run_summary", after.ml_run_summary) &&
                     advance(kLedgerTable, after.source_objects);
  return known ? std::optional(after) : std::nullopt;
}

/// Moves `snapshot` from before the batch to after it; false where that is not the table's state.
bool Batch::advance(std::string_view name, std::optional<int64_t>& snapshot) const {
  const auto found = find(name);
  if (found == tables_.end()) return true;
  const auto& metadata = (*found)->table().metadata();
  if (metadata.current_snapshot_id == snapshot) return true;
  const auto* ours = snapshot_of_batch(metadata, stamp().batch_id);
  if (ours == nullptr || ours != metadata.current_snapshot() || ours->parent_snapshot_id != snapshot)
    return false;
  snapshot = ours->snapshot_id;
  return true;
}

}  // namespace eigenlake
