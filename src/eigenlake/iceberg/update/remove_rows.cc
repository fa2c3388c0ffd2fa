#include "eigenlake/iceberg/update/remove_rows.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/spec/table_metadata_update.h"

namespace eigenlake::iceberg {

RemoveRowsAction::RemoveRowsAction(Table& table, RemoveRowsOptions options)
    : SnapshotAction(table), options_(std::move(options)) {}

Result<std::optional<std::vector<ManifestFile>>> RemoveRowsAction::next_manifests(
    const TableMetadata& metadata) {
  if (metadata.current_snapshot_id != options_.expected_snapshot)
    return fail(ErrorKind::kConflict,
                "{}: another engine wrote to the table while rows were removed from it; retry",
                table().identifier().to_string());
  removed_.clear();
  std::vector<ManifestFile> manifests;
  EIGENLAKE_RETURN_IF_ERROR(write_new(metadata, manifests));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto parents, live_manifests(table(), metadata));
  for (const ManifestFile& file : parents) EIGENLAKE_RETURN_IF_ERROR(keep(file, manifests));
  if (removed_.size() != options_.removed_files.size())
    return fail(ErrorKind::kConflict, "expected {} live files to remove from {}, found {}",
                options_.removed_files.size(), table().identifier().to_string(), removed_.size());
  return manifests;
}

/// One manifest of the added files, and one of deletes for each partition spec.
Result<> RemoveRowsAction::write_new(const TableMetadata& metadata, std::vector<ManifestFile>& manifests) {
  std::vector<Manifest> written;
  if (!options_.added_files.empty()) {
    auto& added = written.emplace_back(
        Manifest{metadata.schema(), metadata.partition_spec(), ManifestContent::kData, {}});
    for (const DataFile& file : options_.added_files)
      added.entries.push_back({ManifestEntry::Status::kAdded, snapshot_id(), {}, {}, file});
  }
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

/// Adds `file` to `manifests`, with the removed files as deleted where it holds any.
Result<> RemoveRowsAction::keep(const ManifestFile& file, std::vector<ManifestFile>& manifests) {
  manifests.push_back(file);
  if (removed_.size() == options_.removed_files.size()) return {};
  EIGENLAKE_ASSIGN_OR_RETURN(Manifest manifest, read_manifest(table(), file));
  auto removed = take_out(
      manifest, [&](const DataFile& found) { return options_.removed_files.contains(found.file_path); });
  if (removed.empty()) return {};
  std::ranges::move(removed, std::back_inserter(removed_));
  EIGENLAKE_ASSIGN_OR_RETURN(manifests.back(), write_manifest(manifest, next_number_++));
  return {};
}

SnapshotSummary RemoveRowsAction::summary(const TableMetadata& metadata) const {
  SnapshotChanges changes(metadata);
  for (DataFile file : options_.added_files) {
    file.spec_id = metadata.default_spec_id;
    changes.add(file);
  }
  for (const DataFile& file : options_.delete_files) changes.add(file);
  for (const DataFile& file : removed_) changes.remove(file);
  return changes.summary(options_.added_files.empty() ? "delete" : "overwrite", options_.summary);
}

Result<> RemoveRowsAction::finish(TableMetadata& metadata, const Snapshot& snapshot) const {
  if (!options_.tag) return {};
  const SnapshotRef tag{snapshot.snapshot_id, SnapshotRef::Kind::kTag, {}, {}, {}};
  return set_ref(metadata, *options_.tag, tag, snapshot.timestamp_ms);
}

}  // namespace eigenlake::iceberg
