// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/deletion.h"

#include <array>
#include <chrono>
#include <optional>

#include "eigenlake/iceberg/spec/literal.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/tables/table_names.h"
#include "eigenlake/transform/table_rows.h"

namespace eigenlake {
namespace {

Deletion deletion_of(const TableChunk& chunk, int64_t row) {
  return {.deleted = chunk.boolean(1, row).value_or(false),
          .changed_at_us = chunk.timestamp_us(2, row).value_or(0),
          .changed_by = std::string(chunk.string(3, row)),
          .reason = std::string(chunk.string(4, row))};
}

}  // namespace

std::string Deletion::to_string() const {
  const auto day = std::chrono::floor<std::chrono::days>(std::chrono::microseconds(changed_at_us)).count();
  const auto when = iceberg::literal_to_string(static_cast<int32_t>(day), iceberg::Type::date());
  return fmt::format("{} by {}{}{}", when, changed_by, reason.empty() ? "" : ": ", reason);
}

Result<Deletions> read_deletions(const LakeTables& tables, bool with_lifted) {
  static constexpr std::array<std::string_view, 5> kColumns = {"experiment_id", "deleted", "changed_at",
                                                               "changed_by", "reason"};
  Deletions newest;
  const auto* table = tables.find(kDeletionsTable);
  if (table == nullptr) return newest;
  EIGENLAKE_ASSIGN_OR_RETURN(const AuditLog log, AuditLog::read(tables.find(kAuditTable)));
  const auto* snapshot = visible_snapshot(table->metadata(), log);
  if (snapshot == nullptr) return newest;
  EIGENLAKE_RETURN_IF_ERROR(
      read_table(*table, snapshot->snapshot_id, kColumns, {}, [&](const TableChunk& chunk) {
        for (int64_t row = 0; row < chunk.num_rows(); ++row) {
          Deletion& kept = newest[std::string(chunk.string(0, row))];
          Deletion found = deletion_of(chunk, row);
          if (found.changed_at_us >= kept.changed_at_us) kept = std::move(found);
        }
      }));
  if (!with_lifted) std::erase_if(newest, [](const auto& entry) { return !entry.second.deleted; });
  return newest;
}

std::shared_ptr<arrow::RecordBatch> deletion_rows(const DeletionChange& change, const BatchStamp& stamp) {
  const auto num_rows = static_cast<int64_t>(change.experiment_ids.size());
  const std::vector<std::string_view> ids(change.experiment_ids.begin(), change.experiment_ids.end());
  const std::vector<std::optional<bool>> deleted(ids.size(), change.deleted);
  TableRows rows(kDeletionsTable, num_rows);
  rows.set("experiment_id", strings(ids));
  rows.set("deleted", repeated_optional_booleans(RowGroups::one_row_each(ids.size()), deleted));
  rows.set("changed_at", constant_timestamp(num_rows, stamp.timestamp_us));
  rows.set("changed_by", constant_string(num_rows, change.changed_by));
  rows.set("reason", constant_string(num_rows, change.reason));
  rows.set("processing_batch_id", constant_string(num_rows, stamp.batch_id));
  return rows.finish();
}

}  // namespace eigenlake
