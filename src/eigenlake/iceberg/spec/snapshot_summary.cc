// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/snapshot_summary.h"

#include <optional>

#include "eigenlake/base/number_parsing.h"

namespace eigenlake::iceberg {
namespace {

std::optional<int64_t> summary_number(const SnapshotSummary& summary, const std::string& key) {
  const auto it = summary.find(key);
  return it == summary.end() ? std::nullopt : parse_number<int64_t>(it->second);
}

void set(SnapshotSummary& summary, const std::string& key, int64_t value) {
  summary[key] = std::to_string(value);
}

void set_unless_zero(SnapshotSummary& summary, const std::string& key, int64_t value) {
  if (value != 0) set(summary, key, value);
}

}  // namespace

void SnapshotChanges::count(Counts& counts, const DataFile& file) {
  counts.bytes += file.file_size_bytes;
  if (file.content == FileContent::kData) {
    ++counts.data_files;
    counts.records += file.record_count;
  } else {
    ++counts.delete_files;
    auto& rows =
        file.content == FileContent::kPositionDeletes ? counts.position_deletes : counts.equality_deletes;
    rows += file.record_count;
  }
  const PartitionSpec* spec = metadata_->partition_spec_by_id(file.spec_id);
  const auto types =
      spec == nullptr ? Result<std::vector<Type>>() : spec->partition_types(metadata_->schema());
  if (spec != nullptr && types && types->size() == file.partition.size())
    partitions_.insert(partition_path(*spec, *types, file.partition));
}

SnapshotSummary SnapshotChanges::summary(std::string_view operation, SnapshotSummary own) const {
  SnapshotSummary summary = std::move(own);
  summary["operation"] = operation;
  set(summary, "added-data-files", added_.data_files);
  set(summary, "added-records", added_.records);
  set(summary, "added-files-size", added_.bytes);
  set_unless_zero(summary, "added-delete-files", added_.delete_files);
  set_unless_zero(summary, "added-position-deletes", added_.position_deletes);
  set_unless_zero(summary, "added-equality-deletes", added_.equality_deletes);
  set_unless_zero(summary, "deleted-data-files", removed_.data_files);
  set_unless_zero(summary, "deleted-records", removed_.records);
  set_unless_zero(summary, "removed-files-size", removed_.bytes);
  set_unless_zero(summary, "removed-delete-files", removed_.delete_files);
  set_unless_zero(summary, "removed-position-deletes", removed_.position_deletes);
  set_unless_zero(summary, "removed-equality-deletes", removed_.equality_deletes);
  set(summary, "changed-partition-count", static_cast<int64_t>(partitions_.size()));

  const Snapshot* parent = metadata_->current_snapshot();
  const SnapshotSummary before = parent == nullptr ? SnapshotSummary{} : parent->summary();
  const auto set_total = [&](const std::string& key, int64_t change) {
    const auto total = parent == nullptr ? std::optional<int64_t>(0) : summary_number(before, key);
    if (total) set(summary, key, *total + change);
  };
  set_total("total-data-files", added_.data_files - removed_.data_files);
  set_total("total-delete-files", added_.delete_files - removed_.delete_files);
  set_total("total-records", added_.records - removed_.records);
  set_total("total-files-size", added_.bytes - removed_.bytes);
  set_total("total-position-deletes", added_.position_deletes - removed_.position_deletes);
  set_total("total-equality-deletes", added_.equality_deletes - removed_.equality_deletes);
  return summary;
}

}  // namespace eigenlake::iceberg
