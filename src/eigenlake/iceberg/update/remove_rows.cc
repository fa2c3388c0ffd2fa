// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/update/remove_rows.h"

#include <map>

namespace eigenlake::iceberg {

RemoveRowsAction::RemoveRowsAction(Table& table, RemoveRowsOptions options)
    : SnapshotAction(table), options_(std::move(options)) {}

Result<std::optional<std::vector<ManifestFile>>> RemoveRowsAction::next_manifests(
    const TableMetadata& metadata) {
  if (metadata.current_snapshot_id != options_.expected_snapshot)
    return fail(ErrorKind::kConflict,
                "{}: another engine wrote to the table while rows were removed from it; retry",
                table().identifier().to_string());
  std::vector<ManifestFile> manifests;
  EIGENLAKE_RETURN_IF_ERROR(write_new(metadata, manifests));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto parents, live_manifests(table(), metadata));
  EIGENLAKE_RETURN_IF_ERROR(remove_files_from(parents, options_.removed_files, manifests));
  return manifests;
}

/// One manifest of the added files, and one of deletes for each partition spec.
Result<> RemoveRowsAction::write_new(const TableMetadata& metadata, std::vector<ManifestFile>& manifests) {
  std::vector<Manifest> written;
  if (!options_.added_files.empty()) written.push_back(manifest_of(metadata, options_.added_files));
  std::map<int, std::vector<const DataFile*>> deletes;
  for (const DataFile& file : options_.delete_files) deletes[file.spec_id].push_back(&file);
  for (const auto& [spec_id, files] : deletes) {
    const PartitionSpec* spec = metadata.partition_spec_by_id(spec_id);
    if (spec == nullptr) return fail(ErrorKind::kStore, "no partition spec {}", spec_id);
    auto& added = written.emplace_back(Manifest{metadata.schema(), *spec, ManifestContent::kDeletes, {}});
    for (const DataFile* file : files)
      added.entries.push_back({ManifestEntry::Status::kAdded, snapshot_id(), {}, {}, *file});
  }
  for (const Manifest& manifest : written) {
    EIGENLAKE_ASSIGN_OR_RETURN(manifests.emplace_back(), write_manifest(manifest, next_number_++));
  }
  return {};
}

SnapshotSummary RemoveRowsAction::summary(const TableMetadata& metadata) const {
  SnapshotChanges all = changes(metadata, options_.added_files);
  for (const DataFile& file : options_.delete_files) all.add(file);
  return all.summary(options_.added_files.empty() ? "delete" : "overwrite", options_.summary);
}

Result<> RemoveRowsAction::finish(TableMetadata& metadata, const Snapshot& snapshot) const {
  return set_tag(metadata, snapshot, options_.tag);
}

}  // namespace eigenlake::iceberg
