// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/index_snapshots.h"

#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

std::optional<int64_t> visible_id(const LakeTables& tables, std::string_view name, const AuditLog& log) {
  const auto* table = tables.find(name);
  const auto* snapshot = table == nullptr ? nullptr : visible_snapshot(table->metadata(), log);
  if (snapshot == nullptr) return std::nullopt;
  return snapshot->snapshot_id;
}

}  // namespace

IndexSnapshots visible_snapshots(const LakeTables& tables, const AuditLog& log) {
  return {.molecules = visible_id(tables, "molecules", log),
          .ml_run_summary = visible_id(tables, "ml_run_summary", log),
          .source_objects = visible_id(tables, kLedgerTable, log)};
}

Json json_of(const std::optional<int64_t>& snapshot) {
  return snapshot ? Json(*snapshot) : Json(nullptr);
}

}  // namespace eigenlake
