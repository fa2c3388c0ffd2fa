// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/audit_log.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <unordered_map>
#include <unordered_set>

#include "eigenlake/base/joined.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/table_reader.h"

namespace eigenlake {
namespace {

/// The snapshot with the same rows before files were replaced.
const iceberg::Snapshot* before_replacements(const iceberg::TableMetadata& metadata,
                                             const iceberg::Snapshot& snapshot) {
  const auto* at = &snapshot;
  while (at->summary_value("operation") == "replace") {
    const auto* parent = metadata.parent_of(*at);
    if (parent == nullptr) break;
    at = parent;
  }
  return at;
}

/// The oldest batch with a snapshot, or "none".
std::string oldest_batch_of(const iceberg::TableMetadata& audit) {
  for (const auto& snapshot : audit.snapshots)
    if (auto batch = batch_of(snapshot)) return *std::move(batch);
  return "none";
}

/// The newest snapshot of a batch that `is_wanted(snapshot, batch)`. Not along the parents: what maintenance
/// made between two batches expires before them.
template <typename IsWanted>
const iceberg::Snapshot* find_newest(const iceberg::TableMetadata& metadata, IsWanted is_wanted) {
  const auto& snapshots = metadata.snapshots;
  const auto found = std::find_if(snapshots.rbegin(), snapshots.rend(), [&](const auto& snapshot) {
    const auto batch = batch_of(snapshot);
    return batch && is_wanted(snapshot, *batch);
  });
  return found == snapshots.rend() ? nullptr : &*found;
}

/// The batches in tags of processing_metadata, oldest first; no summary is parsed.
struct TaggedBatches {
  std::vector<AuditedBatch> batches;
  std::unordered_set<int64_t> snapshot_ids;

  explicit TaggedBatches(const iceberg::TableMetadata& metadata) {
    std::unordered_map<int64_t, std::string> ids;
    for (const auto& [tag, ref] : metadata.refs)
      if (auto batch = batch_of_tag(tag)) ids.emplace(ref.snapshot_id, *std::move(batch));
    for (const auto& snapshot : metadata.snapshots) {
      const auto found = ids.find(snapshot.snapshot_id);
      if (found == ids.end()) continue;
      batches.push_back({std::move(found->second), snapshot.timestamp_ms});
      snapshot_ids.insert(snapshot.snapshot_id);
    }
  }
};

/// True if tags name every batch with a row: each added one, and other commits only replaced files.
bool are_all_tagged(const iceberg::TableMetadata& metadata, const TaggedBatches& tagged) {
  const auto* current = metadata.current_snapshot();
  if (current == nullptr) return tagged.batches.empty();
  if (current->summary_value("total-records") != std::to_string(tagged.batches.size())) return false;
  return std::ranges::all_of(metadata.snapshots, [&](const iceberg::Snapshot& snapshot) {
    return tagged.snapshot_ids.contains(snapshot.snapshot_id) ||
           snapshot.summary_value("operation") == "replace";
  });
}

/// Batches by rows of processing_metadata, without the files of tagged batches.
Result<std::vector<AuditedBatch>> read_audit_rows(const iceberg::Table& audit, const TaggedBatches& tagged) {
  static constexpr std::array<std::string_view, 2> kColumns = {"processing_batch_id", "processing_timestamp"};
  EIGENLAKE_ASSIGN_OR_RETURN(auto files, iceberg::plan_files(audit));
  std::erase_if(files,
                [&](const auto& file) { return tagged.snapshot_ids.contains(file.added_snapshot_id); });
  std::vector<AuditedBatch> rows;
  EIGENLAKE_RETURN_IF_ERROR(read_files(audit, files, kColumns, {}, [&](const TableChunk& chunk) {
    for (int64_t row = 0; row < chunk.num_rows(); ++row)
      rows.push_back({std::string(chunk.string(0, row)), chunk.timestamp_us(1, row).value_or(0) / 1000});
  }));
  return rows;
}

}  // namespace

Result<AuditLog> AuditLog::read(const iceberg::Table* audit) {
  AuditLog log;
  if (audit == nullptr) return log;
  const TaggedBatches tagged(audit->metadata());
  if (!are_all_tagged(audit->metadata(), tagged)) {
    EIGENLAKE_ASSIGN_OR_RETURN(log.batches_, read_audit_rows(*audit, tagged));
  }
  // Tagged snapshots have the time at which a batch became visible, rows that of its beginning.
  std::unordered_set<std::string_view> has_tag;
  for (const auto& batch : tagged.batches) has_tag.insert(batch.batch_id);
  std::erase_if(log.batches_, [&](const AuditedBatch& batch) { return has_tag.contains(batch.batch_id); });
  std::ranges::copy(tagged.batches, std::back_inserter(log.batches_));
  std::ranges::stable_sort(log.batches_, {}, &AuditedBatch::audited_ms);
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

Result<std::string> AuditLog::batch_with_prefix(std::string_view prefix) const {
  std::string digits(prefix);
  std::erase(digits, '-');
  std::vector<std::string_view> matches;
  for (const std::string& id : sorted_ids_) {
    if (id == prefix) return id;
    std::string id_digits = id;
    std::erase(id_digits, '-');
    if (id_digits.starts_with(digits)) matches.push_back(id);
  }
  if (matches.size() == 1 && !digits.empty()) return std::string(matches[0]);
  if (matches.empty() || digits.empty())
    return fail(ErrorKind::kNotFound,
                "no complete batch '{}'; `eigenlake snapshots processing_metadata` lists them", prefix);
  return fail(ErrorKind::kUsage, "several batches begin with '{}': {}; give more digits", prefix,
              listed(matches));
}

Result<AuditLog> AuditLog::up_to_batch(std::string_view batch_id) const {
  const auto found = std::ranges::find(batches_, batch_id, &AuditedBatch::batch_id);
  if (found == batches_.end())
    return fail(ErrorKind::kNotFound, "no complete batch {} (the lake has {})", batch_id, batches_.size());
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
    const auto* changed = before_replacements(metadata, *snapshot);
    const auto batch = batch_of(*changed);
    if (!batch || log.contains(*batch)) break;
    snapshot = metadata.parent_of(*changed);
  }
  return snapshot;
}

std::vector<std::string> incomplete_batches(const iceberg::TableMetadata& metadata, const AuditLog& log) {
  std::vector<std::string> batches;
  const auto* snapshot = metadata.current_snapshot();
  for (; snapshot != nullptr; snapshot = metadata.parent_of(*snapshot)) {
    auto batch = batch_of(*snapshot);
    if (batch && log.contains(*batch)) break;
    if (batch) batches.push_back(*std::move(batch));
  }
  return batches;
}

Result<> check_one_incomplete(const std::set<std::string>& batches) {
  if (batches.size() <= 1) return {};
  return fail(ErrorKind::kStore,
              "{} batches have no row in processing_metadata, but a writer that died leaves at most one: the "
              "table is older than the others, or was created again; restore it from a backup, or let "
              "`eigenlake recover --from snapshots` rebuild the rows of {}",
              batches.size(), listed(std::vector<std::string_view>(batches.begin(), batches.end())));
}

const iceberg::Snapshot* newest_features_of(const iceberg::TableMetadata& metadata, const AuditLog& log,
                                            const AuditLog& complete) {
  return find_newest(metadata, [&](const iceberg::Snapshot& snapshot, const std::string& batch) {
    if (log.contains(batch)) return true;
    const auto parent = snapshot.summary_value(kParentBatchIdProperty);
    return parent && log.contains(*parent) && complete.contains(batch);
  });
}

const iceberg::Snapshot* newest_snapshot_of(const iceberg::TableMetadata& metadata, const AuditLog& log) {
  return find_newest(metadata, [&](const auto&, const std::string& batch) { return log.contains(batch); });
}

Result<> check_not_expired(const iceberg::TableMetadata& audit, const AuditLog& log) {
  if (log.batches().empty()) return {};
  const std::string& batch_id = log.batches().back().batch_id;
  const auto is_of_batch = [&](const auto&, const std::string& batch) { return batch == batch_id; };
  if (snapshot_of_batch(audit, batch_id) != nullptr || find_newest(audit, is_of_batch) != nullptr) return {};
  return fail(ErrorKind::kNotFound,
              "the snapshots of batch {} have expired; the oldest readable state is that of batch {}",
              batch_id, oldest_batch_of(audit));
}

}  // namespace eigenlake
