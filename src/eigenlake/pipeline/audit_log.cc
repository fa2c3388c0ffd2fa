#include "eigenlake/pipeline/audit_log.h"

#include <algorithm>
#include <array>

#include "eigenlake/pipeline/table_reader.h"

namespace eigenlake {
namespace {

const iceberg::Snapshot* parent_of(const iceberg::TableMetadata& metadata,
                                   const iceberg::Snapshot& snapshot) {
  return snapshot.parent_snapshot_id ? metadata.snapshot_by_id(*snapshot.parent_snapshot_id) : nullptr;
}

/// Rows of processing_metadata, oldest first.
Result<std::vector<AuditedBatch>> read_rows(const iceberg::Table& audit) {
  static constexpr std::array<std::string_view, 2> kColumns = {"processing_batch_id", "processing_timestamp"};
  std::vector<AuditedBatch> rows;
  EIGENLAKE_RETURN_IF_ERROR(read_table(audit, std::nullopt, kColumns, {}, [&](const TableChunk& chunk) {
    for (int64_t row = 0; row < chunk.num_rows(); ++row)
      rows.push_back({std::string(chunk.string(0, row)), chunk.timestamp_us(1, row).value_or(0) / 1000});
  }));
  std::ranges::stable_sort(rows, {}, &AuditedBatch::audited_ms);
  return rows;
}

}  // namespace

Result<AuditLog> AuditLog::read(const iceberg::Table* audit) {
  AuditLog log;
  if (audit == nullptr) return log;
  const iceberg::TableMetadata& metadata = audit->metadata();
  bool rows_needed = false;
  std::vector<AuditedBatch> newest_first;
  for (const auto* s = metadata.current_snapshot(); s != nullptr; s = parent_of(metadata, *s)) {
    if (auto batch = batch_of(*s))
      newest_first.push_back({*std::move(batch), s->timestamp_ms});
    else
      rows_needed = true;
    rows_needed |= s->parent_snapshot_id && parent_of(metadata, *s) == nullptr;
  }
  if (rows_needed) {
    EIGENLAKE_ASSIGN_OR_RETURN(log.batches_, read_rows(*audit));
  }
  log.index();
  for (auto batch = newest_first.rbegin(); batch != newest_first.rend(); ++batch) {
    if (!log.contains(batch->batch_id)) log.batches_.push_back(std::move(*batch));
  }
  log.index();
  return log;
}

void AuditLog::index() {
  sorted_ids_.clear();
  for (const auto& batch : batches_) sorted_ids_.push_back(batch.batch_id);
  std::ranges::sort(sorted_ids_);
}

bool AuditLog::contains(std::string_view batch_id) const {
  return std::ranges::binary_search(sorted_ids_, batch_id);
}

Result<AuditLog> AuditLog::up_to_batch(std::string_view batch_id) const {
  const auto found = std::ranges::find(batches_, batch_id, &AuditedBatch::batch_id);
  if (found == batches_.end())
    return fail(ErrorKind::kNotFound, "batch {}: expected one of {} complete batches, found none of that id",
                batch_id, batches_.size());
  AuditLog log;
  log.batches_.assign(batches_.begin(), found + 1);
  log.index();
  return log;
}

AuditLog AuditLog::up_to_time(int64_t time_ms) const {
  AuditLog log;
  std::ranges::copy_if(batches_, std::back_inserter(log.batches_),
                       [&](const AuditedBatch& batch) { return batch.audited_ms <= time_ms; });
  log.index();
  return log;
}

const iceberg::Snapshot* visible_snapshot(const iceberg::TableMetadata& metadata, const AuditLog& log) {
  const auto* snapshot = metadata.current_snapshot();
  while (snapshot != nullptr) {
    const auto batch = batch_of(*snapshot);
    if (!batch || log.contains(*batch)) break;
    snapshot = parent_of(metadata, *snapshot);
  }
  return snapshot;
}

const iceberg::Snapshot* newest_snapshot_of(const iceberg::TableMetadata& metadata, const AuditLog& log) {
  const auto* snapshot = metadata.current_snapshot();
  while (snapshot != nullptr) {
    const auto batch = batch_of(*snapshot);
    if (batch && log.contains(*batch)) break;
    snapshot = parent_of(metadata, *snapshot);
  }
  return snapshot;
}

}  // namespace eigenlake
