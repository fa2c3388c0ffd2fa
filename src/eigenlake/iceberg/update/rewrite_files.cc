// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/update/rewrite_files.h"

#include <algorithm>

#include "eigenlake/iceberg/scan/scan.h"

namespace eigenlake::iceberg {
namespace {

/// False if the bounds of a position delete file exclude all paths.
bool may_name(const DataFile& deletes, const std::vector<DataFile>& files) {
  const auto lower = deletes.lower_bounds.find(kDeleteFilePathId);
  const auto upper = deletes.upper_bounds.find(kDeleteFilePathId);
  return std::ranges::any_of(files, [&](const DataFile& file) {
    if (file.content != FileContent::kData) return false;
    if (file.spec_id == deletes.spec_id && file.partition != deletes.partition) return false;
    const bool below = lower != deletes.lower_bounds.end() && file.file_path < lower->second;
    // An upper bound may be a prefix rounded up.
    const bool above = upper != deletes.upper_bounds.end() && file.file_path > upper->second;
    return !below && !above;
  });
}

}  // namespace

RewriteFilesAction::RewriteFilesAction(Table& table, RewriteFilesOptions options)
    : SnapshotAction(table), options_(std::move(options)) {}

Result<std::optional<std::vector<ManifestFile>>> RewriteFilesAction::next_manifests(
    const TableMetadata& metadata) {
  for (const DataFile& file : options_.added_files)
    if (file.spec_id != metadata.default_spec_id)
      return fail(ErrorKind::kConflict, "expected files of partition spec {}, found {} of spec {}",
                  metadata.default_spec_id, file.file_path, file.spec_id);
  std::vector<ManifestFile> manifests;
  if (!options_.added_files.empty()) {
    const Manifest added = manifest_of(metadata, options_.added_files, options_.sequence_number);
    EIGENLAKE_ASSIGN_OR_RETURN(manifests.emplace_back(), write_manifest(added, next_number_++));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const auto parents, live_manifests(table(), metadata));
  EIGENLAKE_RETURN_IF_ERROR(remove_files_from(parents, options_.removed_files, manifests));
  EIGENLAKE_RETURN_IF_ERROR(check_new_deletes(parents));
  return manifests;
}

/// Later equality deletes hold for the new files; later position deletes name the old ones.
Result<> RewriteFilesAction::check_new_deletes(std::span<const ManifestFile> manifests) const {
  for (const ManifestFile& file : manifests) {
    if (file.content != ManifestContent::kDeletes || file.sequence_number <= options_.sequence_number)
      continue;
    EIGENLAKE_ASSIGN_OR_RETURN(const Manifest manifest, read_manifest(table(), file));
    for (const ManifestEntry& entry : manifest.entries) {
      const bool is_new = entry.is_live() && entry.sequence_number.value_or(0) > options_.sequence_number;
      if (!is_new || entry.data_file.content != FileContent::kPositionDeletes) continue;
      if (may_name(entry.data_file, removed_))
        return fail(ErrorKind::kConflict, "new deletes concern the replaced files: {}",
                    entry.data_file.file_path);
    }
  }
  return {};
}

SnapshotSummary RewriteFilesAction::summary(const TableMetadata& metadata) const {
  return changes(metadata, options_.added_files).summary("replace", options_.summary);
}

}  // namespace eigenlake::iceberg
