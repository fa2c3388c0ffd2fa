#include "eigenlake/maintenance/index_upkeep.h"

#include "eigenlake/lake/index_snapshots.h"
#include "eigenlake/maintenance/compact.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

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

}  // namespace

IndexUpkeep::IndexUpkeep(const Lake& lake, const LakeTables& tables, const AuditLog& log) {
  if (auto index = KnownIndex::load(lake, tables, log)) index_.emplace(*std::move(index));
}

void IndexUpkeep::follow(const Lake& lake) {
  if (!index_) return;
  const auto tables = LakeTables::load_all(lake);
  if (!tables) return;
  const auto log = AuditLog::read(tables->find(kAuditTable));
  if (!log) return;
  const IndexSnapshots before = index_->snapshots();
  const IndexSnapshots after = visible_snapshots(*tables, *log);
  const bool fits =
      has_same_rows(tables->find("molecules"), before.molecules, after.molecules) &&
      has_same_rows(tables->find("ml_run_summary"), before.ml_run_summary, after.ml_run_summary) &&
      has_same_rows(tables->find(kLedgerTable), before.source_objects, after.source_objects);
  if (fits) std::ignore = index_->save(lake, after);
}

}  // namespace eigenlake
