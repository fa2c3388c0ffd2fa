#include "eigenlake/iceberg/update/rewrite_files.h"

#include <algorithm>
#include <iterator>

#include "eigenlake/iceberg/scan/scan.h"

namespace eigenlake::iceberg {
namespace {

/// Field id of the column file_path of position delete files. Source: spec, "Reserved Field IDs".
constexpr int kDeletedFilePathId = 2147483546;

/// False only where the bounds of a position delete file say that it names none of the paths.
bool may_name(const DataFile& deletes, const std::vector<DataFile>& files) {
  const auto lower = deletes.lower_bounds.find(kDeletedFilePathId);
  const auto upper = deletes.upper_bounds.find(kDeletedFilePathId);
  return std::ranges::any_of(files, [&](const DataFile& file) {
    if (file.content != FileContent::kData) return false;
    if (file.spec_id == deletes.spec_id && file.partition != deletes.partition) return false;
    const bool below = lower != deletes.lower_bounds.end() && file.file_path < lower->second;
    // An upper bound may be a prefix that was rounded up, or the whole path.
    const bool above = upper != deletes.upper_bounds.end() && file.file_path > upper->second;
    return !below && !above;
  });
}

}  // namespace

RewriteFilesAction::RewriteFilesAction(Table& table, RewriteFilesOptions options)
    : SnapshotAction(table), options_(std::move(options)) {}

Result<> RewriteFilesAction::check_spec(const TableMetadata& metadata) const {
  for (const DataFile& file : options_.added_files) {
    if (file.spec_id == metadata.default_spec_id) continue;
    return fail(ErrorKind::kConflict, "expected files of partition spec {}, found {} of spec {}",
                metadata.default_spec_id, file.file_path, file.spec_id);
  }
  return {};
}

Result<std::optional<std::vector<ManifestFile>>> RewriteFilesAction::next_manifests(
    const TableMetadata& metadata) {
  EIGENLAKE_RETURN_IF_ERROR(check_spec(metadata));
  removed_.clear();
  std::vector<ManifestFile> manifests;
  if (!options_.added_files.empty()) {
    EIGENLAKE_ASSIGN_OR_RETURN(ManifestFile added, write_added(metadata));
    manifests.push_back(std::move(added));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const auto parents, live_manifests(table(), metadata));
  for (const ManifestFile& file : parents) {
    bool rewritten = false;
    if (removed_.size() < options_.removed_files.size()) {
      EIGENLAKE_ASSIGN_OR_RETURN(rewritten, remove_from(file, manifests));
    }
    if (!rewritten) manifests.push_back(file);
  }
  if (removed_.size() != options_.removed_files.size())
    return fail(ErrorKind::kConflict, "expected {} live files to replace in {}, found {}",
                options_.removed_files.size(), table().identifier().to_string(), removed_.size());
  EIGENLAKE_RETURN_IF_ERROR(check_new_deletes(parents));
  return manifests;
}

Result<ManifestFile> RewriteFilesAction::write_added(const TableMetadata& metadata) {
  Manifest added{metadata.schema(), metadata.partition_spec(), ManifestContent::kData, {}};
  for (const DataFile& file : options_.added_files)
    added.entries.push_back(
        {ManifestEntry::Status::kAdded, snapshot_id(), options_.sequence_number, {}, file});
  return write_manifest(added, next_number_++);
}

/// Adds `file` to `manifests` with the replaced files as deleted. False where it holds none of them.
Result<bool> RewriteFilesAction::remove_from(const ManifestFile& file, std::vector<ManifestFile>& manifests) {
  EIGENLAKE_ASSIGN_OR_RETURN(Manifest manifest, read_manifest(table(), file));
  auto removed = take_out(
      manifest, [&](const DataFile& found) { return options_.removed_files.contains(found.file_path); });
  if (removed.empty()) return false;
  std::ranges::move(removed, std::back_inserter(removed_));
  EIGENLAKE_ASSIGN_OR_RETURN(ManifestFile rewritten, write_manifest(manifest, next_number_++));
  manifests.push_back(std::move(rewritten));
  return true;
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
  SnapshotChanges changes(metadata);
  for (const DataFile& file : options_.added_files) changes.add(file);
  for (const DataFile& file : removed_) changes.remove(file);
  return changes.summary("replace", options_.summary);
}

}  // namespace eigenlake::iceberg
