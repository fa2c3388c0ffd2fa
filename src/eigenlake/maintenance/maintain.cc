// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/maintain.h"

#include <algorithm>
#include <optional>

#include "eigenlake/base/clock.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/update/expire_snapshots.h"
#include "eigenlake/iceberg/update/rewrite_manifests.h"
#include "eigenlake/ingest/recovery.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/claims.h"
#include "eigenlake/lake/index_snapshots.h"
#include "eigenlake/lake/known/known_index.h"
#include "eigenlake/lake/lake_lock.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/maintenance/compact.h"
#include "eigenlake/maintenance/orphans.h"
#include "eigenlake/object_store/local_object_store.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// Keeps the index of what a lake knows over maintenance. The index names the snapshots that it was made
/// from; maintenance makes new ones of the same rows, and without this the next ingest would rebuild the
/// index from the tables.
class IndexUpkeep {
 public:
  /// Before maintenance; takes the existing index, and does nothing where it no longer fits.
  IndexUpkeep(const Lake& lake, const LakeTables& tables, const AuditLog& log);

  /// After it: stores the index for the snapshots of now, where only maintenance came in between. Best
  /// effort.
  void follow(const Lake& lake);

 private:
  std::optional<KnownIndex> index_;
};

/// True when every snapshot from `to` back to `from` was made by maintenance, so that both have the same
/// rows.
bool has_same_rows(const iceberg::Table* table, std::optional<int64_t> from, std::optional<int64_t> to) {
  if (from == to) return true;
  if (table == nullptr) return false;
  for (auto at = to; at && at != from;) {
    const auto* snapshot = table->metadata().snapshot_by_id(*at);
    if (snapshot == nullptr || !snapshot->summary_value(kMaintenanceProperty)) return false;
    at = snapshot->parent_snapshot_id;
    if (at == from) return true;
  }
  return false;
}

IndexUpkeep::IndexUpkeep(const Lake& lake, const LakeTables& tables, const AuditLog& log) {
  if (auto index = KnownIndex::load(lake, tables, log)) index_.emplace(*std::move(index));
}

void IndexUpkeep::follow(const Lake& lake) {
  if (!index_) return;
  auto now = read_lake(lake);
  if (!now) return;
  auto& tables = now->tables;
  const IndexSnapshots before = index_->snapshots();
  const IndexSnapshots after = visible_snapshots(tables, now->log);
  const bool fits =
      has_same_rows(tables.find("molecules"), before.molecules, after.molecules) &&
      has_same_rows(tables.find("ml_run_summary"), before.ml_run_summary, after.ml_run_summary) &&
      has_same_rows(tables.find(kLedgerTable), before.source_objects, after.source_objects);
  if (fits) std::ignore = index_->save(lake, after);
}

using iceberg::Table;

/// Whether a table was requested.
bool is_wanted(const std::vector<std::string>& tables, std::string_view name) {
  return tables.empty() || std::ranges::find(tables, name) != tables.end();
}

Result<> check_names(const std::vector<std::string>& tables) {
  for (const std::string& name : tables)
    if (find_table(name) == nullptr)
      return fail(ErrorKind::kUsage, "'{}' is no table that eigenlake writes; only check takes others", name);
  return {};
}

/// Maintenance of one table, step by step.
class TableUpkeep {
 public:
  TableUpkeep(Table& table, const AuditLog& log, ThreadPool& pool, const MaintainOptions& options,
              int64_t now_ms)
      : table_(table),
        definition_(table_definition(table.identifier().name)),
        log_(log),
        pool_(pool),
        options_(options),
        now_ms_(now_ms) {
    report_.table = definition_.name;
  }

  TableMaintenance run() {
    const double start = steady_seconds();
    if (const auto done = run_steps(); !done) report_.error = done.error().to_string();
    report_.seconds = steady_seconds() - start;
    return std::move(report_);
  }

 private:
  /// Files of a table with gc.enabled = false belong to others as well: none is removed.
  bool does(MaintenanceStep step) const {
    const bool removes = step == MaintenanceStep::kExpire || step == MaintenanceStep::kOrphans;
    const bool may_remove = table_.metadata().property("gc.enabled", "true") != "false";
    return options_.steps.contains(step) && (may_remove || !removes);
  }

  void tell(const std::string& what) const {
    if (options_.on_progress) options_.on_progress(report_.table, what);
  }

  Result<> run_steps() {
    report_.snapshots_before = static_cast<int64_t>(table_.metadata().snapshots.size());
    if (does(MaintenanceStep::kExpire)) EIGENLAKE_RETURN_IF_ERROR(expire());
    EIGENLAKE_RETURN_IF_ERROR(count_files());
    if (does(MaintenanceStep::kCompact)) EIGENLAKE_RETURN_IF_ERROR(compact());
    if (does(MaintenanceStep::kManifests)) EIGENLAKE_RETURN_IF_ERROR(rewrite_manifests());
    if (does(MaintenanceStep::kOrphans)) EIGENLAKE_RETURN_IF_ERROR(clear_orphans());
    return {};
  }

  iceberg::ExpireOptions expire_options() const {
    const auto& metadata = table_.metadata();
    const bool is_audit = definition_.name == kAuditTable;
    const size_t first_kept = first_kept_batch(log_, options_.retention, now_ms_);
    iceberg::ExpireOptions expire{.now_ms = now_ms_, .grace_ms = options_.grace_ms};
    // Batches are kept by their tags; what has none is the state between two batches, or one undone.
    if (!metadata.properties.contains("history.expire.max-snapshot-age-ms"))
      expire.max_snapshot_age_ms = options_.grace_ms;
    expire.tags_to_remove = batch_tags_to_expire(metadata, log_, first_kept, is_audit);
    return expire;
  }

  Result<> expire() {
    tell("expiring snapshots");
    const auto options = expire_options();
    iceberg::ExpireReport expired;
    if (options_.dry_run) {
      expired.expired = plan_expiry(table_.metadata(), options);
      EIGENLAKE_ASSIGN_OR_RETURN(expired.files, unreachable_files(table_, expired.expired.snapshot_ids));
    } else {
      EIGENLAKE_ASSIGN_OR_RETURN(expired, expire_snapshots(table_, options));
    }
    report_.snapshots_expired = static_cast<int64_t>(expired.expired.snapshot_ids.size());
    report_.tags_expired = static_cast<int64_t>(expired.expired.refs.size());
    report_.expired_files = static_cast<int64_t>(expired.files.count());
    report_.expired_bytes = expired.files.data_bytes;
    return {};
  }

  Result<> count_files() {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto manifests, live_manifests(table_, table_.metadata()));
    report_.manifests_before = report_.manifests_after = static_cast<int64_t>(manifests.size());
    if (does(MaintenanceStep::kCompact)) return {};
    EIGENLAKE_ASSIGN_OR_RETURN(const auto files, plan_files(table_));
    report_.files_before = report_.files_after = static_cast<int64_t>(files.size());
    for (const auto& file : files) report_.bytes_before += file.data_file.file_size_bytes;
    report_.bytes_after = report_.bytes_before;
    return {};
  }

  Result<> compact() {
    if (table_.metadata().current_snapshot() == nullptr) return {};
    tell("compacting files");
    CompactionOptions compaction{.sizes = options_.sizes, .dry_run = options_.dry_run};
    EIGENLAKE_ASSIGN_OR_RETURN(const auto done, compact_table(table_, definition_, pool_, compaction));
    report_.files_before = done.files_before;
    report_.files_after = done.files_after;
    report_.bytes_before = done.bytes_before;
    report_.bytes_after = done.bytes_after;
    report_.conflicts = done.conflicts;
    return {};
  }

  Result<> rewrite_manifests() {
    const auto& metadata = table_.metadata();
    if (metadata.current_snapshot() == nullptr) return {};
    tell("rewriting manifests");
    const iceberg::RewriteManifestsOptions rewrite{
        .target_bytes = metadata.property_int("commit.manifest.target-size-bytes", 8 << 20),
        .summary = {{std::string(kMaintenanceProperty), "manifests"}}};
    if (options_.dry_run) {
      EIGENLAKE_ASSIGN_OR_RETURN(report_.manifests_after,
                                 iceberg::RewriteManifestsAction::count_after(table_, rewrite));
      return {};
    }
    EIGENLAKE_RETURN_IF_ERROR(iceberg::RewriteManifestsAction(table_, rewrite).commit());
    EIGENLAKE_ASSIGN_OR_RETURN(const auto manifests, live_manifests(table_, table_.metadata()));
    report_.manifests_after = static_cast<int64_t>(manifests.size());
    return {};
  }

  Result<> clear_orphans() {
    tell("looking for orphans");
    EIGENLAKE_ASSIGN_OR_RETURN(const auto orphans, find_orphans(table_, now_ms_ - options_.orphan_age_ms));
    for (const ObjectInfo& orphan : orphans) {
      report_.orphans.push_back(table_.store().uri_of(orphan.key));
      report_.orphan_bytes += static_cast<int64_t>(orphan.size_bytes);
    }
    if (options_.dry_run || options_.list_orphans_only) return {};
    EIGENLAKE_RETURN_IF_ERROR(remove_orphans(table_, orphans));
    report_.orphans_removed = true;
    auto* local = dynamic_cast<LocalObjectStore*>(&table_.store());
    if (local != nullptr)
      std::ignore = local->remove_stale_temporaries(table_.directory_key(), options_.orphan_age_ms / 1000);
    return {};
  }

  Table& table_;
  const TableDefinition& definition_;
  const AuditLog& log_;
  ThreadPool& pool_;
  const MaintainOptions& options_;
  int64_t now_ms_;
  TableMaintenance report_;
};

}  // namespace

Result<MaintenanceReport> maintain(const Lake& lake, const MaintainOptions& options) {
  const double start = steady_seconds();
  EIGENLAKE_RETURN_IF_ERROR(check_names(options.tables));
  std::optional<LakeLock> lock;
  if (!options.dry_run) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto acquired, LakeLock::acquire(lake));
    lock.emplace(std::move(acquired));
  }
  ThreadPool pool(options.num_threads);
  EIGENLAKE_ASSIGN_OR_RETURN(RecoveredLake state, options.dry_run ? read_lake(lake) : recover(lake, pool));
  MaintenanceReport report{.recovered_batches = state.batches, .tables = {}};
  std::optional<IndexUpkeep> index;
  const bool replaces = options.steps.contains(MaintenanceStep::kCompact) ||
                        options.steps.contains(MaintenanceStep::kManifests);
  if (!options.dry_run && replaces) index.emplace(lake, state.tables, state.log);
  const int64_t now_ms = options.now_ms > 0 ? options.now_ms : eigenlake::now_ms();
  for (const TableDefinition& definition : all_tables()) {
    Table* table = state.tables.find(definition.name);
    if (table == nullptr || !is_wanted(options.tables, definition.name)) continue;
    if (options.stop_requested && options.stop_requested()) break;
    report.tables.push_back(TableUpkeep(*table, state.log, pool, options, now_ms).run());
  }
  if (index) index->follow(lake);
  if (!options.dry_run) {
    report.claims_removed = remove_ended_claims(lake.state_store());
    EIGENLAKE_ASSIGN_OR_RETURN(const LakeTables tables, LakeTables::load_all_locked(lake));
    EIGENLAKE_RETURN_IF_ERROR(save_remembered_tables(lake.state_store(), tables.to_remember()));
  }
  report.seconds = steady_seconds() - start;
  return report;
}

}  // namespace eigenlake
