#include "eigenlake/lake/audit_log.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "eigenlake/base/joined.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/data/data_file_reader.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/table_reader.h"

namespace eigenlake {
namespace {

/// The snapshot whose rows this one has: itself, or what it replaced files of without changing a row.
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

/// The first batch that still has a snapshot, or "none".
std::string oldest_batch_of(const iceberg::TableMetadata& audit) {
  for (const auto& snapshot : audit.snapshots)
    if (auto batch = batch_of(snapshot)) return *std::move(batch);
  return "none";
}

/// The batches whose tags processing_metadata has, oldest first: no snapshot's summary has to be parsed.
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

/// True when the tags name every batch that has a row: each brought one, and whatever else was committed
/// only replaced files.
bool are_all_tagged(const iceberg::TableMetadata& metadata, const TaggedBatches& tagged) {
  const auto* current = metadata.current_snapshot();
  if (current == nullptr) return tagged.batches.empty();
  if (current->summary_value("total-records") != std::to_string(tagged.batches.size())) return false;
  return std::ranges::all_of(metadata.snapshots, [&](const iceberg::Snapshot& snapshot) {
    return tagged.snapshot_ids.contains(snapshot.snapshot_id) ||
           snapshot.summary_value("operation") == "replace";
  });
}

/// Batches by the rows of processing_metadata. Files of tagged batches are left out: their rows are known
/// without them, and there may be one for each batch since the last compaction.
Result<std::vector<AuditedBatch>> read_audit_rows(const iceberg::Table& audit, const TaggedBatches& tagged) {
  static const std::vector<std::string> kColumns = {"processing_batch_id", "processing_timestamp"};
  std::vector<AuditedBatch> rows;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto files, iceberg::plan_files(audit));
  for (const auto& file : files) {
    if (tagged.snapshot_ids.contains(file.added_snapshot_id)) continue;
    EIGENLAKE_ASSIGN_OR_RETURN(const auto read, iceberg::read_data_file(audit, file, kColumns));
    arrow::TableBatchReader reader(*read);
    while (true) {
      std::shared_ptr<arrow::RecordBatch> batch;
      if (const auto status = reader.ReadNext(&batch); !status.ok())
        return fail(ErrorKind::kStore, "{}: {}", file.uri, status.ToString());
      if (batch == nullptr) break;
      const TableChunk chunk(batch->columns(), batch->num_rows());
      for (int64_t row = 0; row < chunk.num_rows(); ++row)
        rows.push_back({std::string(chunk.string(0, row)), chunk.timestamp_us(1, row).value_or(0) / 1000});
    }
  }
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
  // A row says when its batch began, a tagged snapshot when it became visible, which is what readers ask for.
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
  const auto& snapshots = metadata.snapshots;
  const auto found = std::find_if(snapshots.rbegin(), snapshots.rend(), [&](const auto& snapshot) {
    const auto batch = batch_of(snapshot);
    if (!batch) return false;
    if (log.contains(*batch)) return true;
    const auto parent = snapshot.summary_value(kParentBatchIdProperty);
    return parent && log.contains(*parent) && complete.contains(*batch);
  });
  return found == snapshots.rend() ? nullptr : &*found;
}

const iceberg::Snapshot* newest_snapshot_of(const iceberg::TableMetadata& metadata, const AuditLog& log) {
  // Not along the parents: what maintenance made between two batches expires before them.
  const auto& snapshots = metadata.snapshots;
  const auto found = std::find_if(snapshots.rbegin(), snapshots.rend(), [&](const auto& snapshot) {
    const auto batch = batch_of(snapshot);
    return batch && log.contains(*batch);
  });
  return found == snapshots.rend() ? nullptr : &*found;
}

Result<> check_not_expired(const iceberg::TableMetadata& audit, const AuditLog& log) {
  if (log.batches().empty()) return {};
  const std::string& batch_id = log.batches().back().batch_id;
  const bool is_there = snapshot_of_batch(audit, batch_id) != nullptr ||
                        std::ranges::any_of(audit.snapshots, [&](const auto& snapshot) {
                          return batch_of(snapshot) == batch_id;
                        });
  if (is_there) return {};
  return fail(ErrorKind::kNotFound,
              "the snapshots of batch {} have expired; the oldest readable state is that of batch {}",
              batch_id, oldest_batch_of(audit));
}

}  // namespace eigenlake
