// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/update/snapshot_action.h"

#include <algorithm>

#include "eigenlake/base/clock.h"
#include "eigenlake/iceberg/codec/manifest_avro.h"
#include "eigenlake/iceberg/codec/manifest_list_avro.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/spec/table_metadata_update.h"
#include "eigenlake/iceberg/spec/unique_id.h"
#include "eigenlake/iceberg/update/table_changes.h"

namespace eigenlake::iceberg {

SnapshotAction::SnapshotAction(Table& table)
    : table_(&table), snapshot_id_(new_snapshot_id()), uuid_(new_uuid()) {}

Result<> SnapshotAction::finish(TableMetadata&, const Snapshot&) const {
  return {};
}

Result<bool> SnapshotAction::apply(TableMetadata& metadata) {
  ++attempt_;
  snapshot_.reset();
  drop_new_manifests();
  removed_.clear();
  sequence_number_ = metadata.last_sequence_number + 1;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto manifests, next_manifests(metadata));
  if (!manifests) return false;
  const std::string list_path = fmt::format("metadata/snap-{}-{}-{}.avro", snapshot_id_, attempt_, uuid_);
  EIGENLAKE_ASSIGN_OR_RETURN(
      std::string list,
      manifest_list_to_avro(*manifests, snapshot_id_, metadata.current_snapshot_id, sequence_number_));
  add_object(list_path, std::move(list));
  written_.insert(attempt_files_.begin(), attempt_files_.end());
  EIGENLAKE_RETURN_IF_ERROR(table_->store().put_all(objects_));
  objects_.clear();

  const int64_t time_ms = std::max(timestamp_ms().value_or(now_ms()), metadata.last_updated_ms);
  const Snapshot snapshot =
      make_snapshot(snapshot_id_, metadata.current_snapshot_id, sequence_number_, time_ms,
                    table_->recorded_path(list_path), metadata.current_schema_id, summary(metadata));
  EIGENLAKE_RETURN_IF_ERROR(add_snapshot(metadata, snapshot));
  EIGENLAKE_RETURN_IF_ERROR(finish(metadata, snapshot));
  snapshot_ = snapshot;
  return true;
}

Result<> SnapshotAction::commit() {
  const auto outcome = commit_change(*table_, [this](TableMetadata& metadata) { return apply(metadata); });
  settle(outcome);
  return outcome;
}

void SnapshotAction::settle(const Result<>& outcome) {
  if (outcome && snapshot_) return remove_files(attempt_files_);
  if (outcome || outcome.error().kind != ErrorKind::kCommitStateUnknown) remove_files({});
}

void SnapshotAction::remove_files(const std::set<std::string>& except) {
  for (const std::string& key : written_)
    if (!except.contains(key)) std::ignore = table_->store().remove(key);
  written_.clear();
}

Result<ManifestFile> SnapshotAction::write_manifest(const Manifest& manifest, int number) {
  EIGENLAKE_ASSIGN_OR_RETURN(std::string bytes, manifest_to_avro(manifest));
  EIGENLAKE_ASSIGN_OR_RETURN(ManifestFile file, summarize_manifest(manifest, snapshot_id_, sequence_number_));
  const std::string path = fmt::format("metadata/{}-m{}.avro", uuid_, number);
  file.manifest_path = table_->recorded_path(path);
  file.manifest_length = static_cast<int64_t>(bytes.size());
  add_object(path, std::move(bytes));
  return file;
}

std::vector<DataFile> SnapshotAction::take_out(Manifest& manifest,
                                               const std::function<bool(const DataFile&)>& is_removed) const {
  std::vector<DataFile> removed;
  std::erase_if(manifest.entries, [](const ManifestEntry& entry) { return !entry.is_live(); });
  for (ManifestEntry& entry : manifest.entries) {
    entry.status = ManifestEntry::Status::kExisting;
    if (!is_removed(entry.data_file)) continue;
    entry.status = ManifestEntry::Status::kDeleted;
    entry.snapshot_id = snapshot_id_;
    removed.push_back(entry.data_file);
  }
  return removed;
}

Manifest SnapshotAction::manifest_of(const TableMetadata& metadata, const std::vector<DataFile>& files,
                                     std::optional<int64_t> sequence_number) const {
  Manifest manifest{metadata.schema(), metadata.partition_spec(), ManifestContent::kData, {}};
  for (const DataFile& file : files)
    manifest.entries.push_back({ManifestEntry::Status::kAdded, snapshot_id_, sequence_number, {}, file});
  return manifest;
}

Result<> SnapshotAction::remove_files_from(const std::vector<ManifestFile>& parents,
                                           const std::set<std::string>& paths,
                                           std::vector<ManifestFile>& manifests) {
  for (const ManifestFile& parent : parents) {
    manifests.push_back(parent);
    if (removed_.size() == paths.size()) continue;
    EIGENLAKE_ASSIGN_OR_RETURN(Manifest manifest, read_manifest(*table_, parent));
    auto removed = take_out(manifest, [&](const DataFile& file) { return paths.contains(file.file_path); });
    if (removed.empty()) continue;
    std::ranges::move(removed, std::back_inserter(removed_));
    EIGENLAKE_ASSIGN_OR_RETURN(manifests.back(), write_manifest(manifest, next_number_++));
  }
  if (removed_.size() == paths.size()) return {};
  return fail(ErrorKind::kConflict, "expected {} live files to remove from {}, found {}", paths.size(),
              table_->identifier().to_string(), removed_.size());
}

SnapshotChanges SnapshotAction::changes(const TableMetadata& metadata,
                                        const std::vector<DataFile>& added) const {
  SnapshotChanges changes(metadata);
  for (DataFile file : added) {
    file.spec_id = metadata.default_spec_id;
    changes.add(file);
  }
  for (const DataFile& file : removed_) changes.remove(file);
  return changes;
}

Result<> SnapshotAction::set_tag(TableMetadata& metadata, const Snapshot& snapshot,
                                 const std::optional<std::string>& tag,
                                 std::optional<int64_t> max_ref_age_ms) const {
  if (!tag) return {};
  const SnapshotRef ref{snapshot.snapshot_id, SnapshotRef::Kind::kTag, {}, {}, max_ref_age_ms};
  return set_ref(metadata, *tag, ref, snapshot.timestamp_ms);
}

void SnapshotAction::drop_new_manifests() {
  objects_.clear();
  attempt_files_.clear();
}

void SnapshotAction::add_object(const std::string& path, std::string bytes) {
  objects_.push_back({table_->key_below(path), std::move(bytes)});
  attempt_files_.insert(objects_.back().key);
}

Result<std::vector<ManifestFile>> live_manifests(const Table& table, const TableMetadata& metadata) {
  std::vector<ManifestFile> manifests;
  const Snapshot* parent = metadata.current_snapshot();
  if (parent == nullptr) return manifests;
  EIGENLAKE_ASSIGN_OR_RETURN(manifests, read_manifest_list(table, *parent));
  std::erase_if(manifests, [](const ManifestFile& file) { return !file.has_live_files(); });
  return manifests;
}

}  // namespace eigenlake::iceberg
