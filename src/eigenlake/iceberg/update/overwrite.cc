// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/update/overwrite.h"

#include <algorithm>
#include <iterator>

#include "eigenlake/iceberg/scan/scan.h"

namespace eigenlake::iceberg {

OverwriteAction::OverwriteAction(Table& table, OverwriteOptions options)
    : SnapshotAction(table), options_(std::move(options)) {}

Result<std::optional<std::vector<ManifestFile>>> OverwriteAction::next_manifests(
    const TableMetadata& metadata) {
  if (metadata.current_snapshot_id != options_.expected_snapshot)
    return fail(ErrorKind::kConflict, "{}: another engine wrote to the table while it was rewritten; retry",
                table().identifier().to_string());
  std::vector<ManifestFile> manifests;
  if (!options_.files.empty()) {
    const Manifest added = manifest_of(metadata, options_.files);
    EIGENLAKE_ASSIGN_OR_RETURN(manifests.emplace_back(), write_manifest(added, next_number_++));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const auto parents, live_manifests(table(), metadata));
  for (const ManifestFile& parent : parents) {
    EIGENLAKE_ASSIGN_OR_RETURN(Manifest manifest, read_manifest(table(), parent));
    std::ranges::move(take_out(manifest, [](const DataFile&) { return true; }), std::back_inserter(removed_));
    EIGENLAKE_ASSIGN_OR_RETURN(manifests.emplace_back(), write_manifest(manifest, next_number_++));
  }
  return manifests;
}

SnapshotSummary OverwriteAction::summary(const TableMetadata& metadata) const {
  return changes(metadata, options_.files).summary("overwrite", options_.summary);
}

Result<> OverwriteAction::finish(TableMetadata& metadata, const Snapshot& snapshot) const {
  for (const auto& [name, value] : options_.properties) metadata.properties[name] = value;
  return set_tag(metadata, snapshot, options_.tag);
}

}  // namespace eigenlake::iceberg
