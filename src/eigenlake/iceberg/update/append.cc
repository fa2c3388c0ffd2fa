// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/update/append.h"

#include <algorithm>

#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/update/manifest_merge.h"

namespace eigenlake::iceberg {

AppendAction::AppendAction(Table& table, AppendOptions options)
    : SnapshotAction(table), options_(std::move(options)) {}

Result<std::optional<std::vector<ManifestFile>>> AppendAction::next_manifests(const TableMetadata& metadata) {
  if (options_.tag && metadata.refs.contains(*options_.tag))
    return fail(ErrorKind::kAlreadyExists, "tag {} of {} already exists, on snapshot {}", *options_.tag,
                table().identifier().to_string(), metadata.refs.at(*options_.tag).snapshot_id);
  if (options_.check) EIGENLAKE_RETURN_IF_ERROR(options_.check(metadata));
  EIGENLAKE_ASSIGN_OR_RETURN(auto manifests, live_manifests(table(), metadata));
  if (options_.files.empty()) return manifests;
  Manifest added = manifest_of(metadata, options_.files);
  EIGENLAKE_ASSIGN_OR_RETURN(ManifestFile file, write_manifest(added, 0));
  manifests.insert(manifests.begin(), std::move(file));

  const ManifestMergePolicy policy{
      metadata.property_int("commit.manifest.min-count-to-merge", ManifestMergePolicy().min_count),
      metadata.property_int("commit.manifest.target-size-bytes", ManifestMergePolicy().target_bytes)};
  if (metadata.property("commit.manifest-merge.enabled", "true") != "true") return manifests;
  const auto merged = manifests_to_merge(manifests, metadata.default_spec_id, policy);
  if (!merged.empty()) EIGENLAKE_RETURN_IF_ERROR(merge(manifests, merged, std::move(added)));
  return manifests;
}

/// Replaces the manifests at `positions`, the first of which is the one just added, by one.
Result<> AppendAction::merge(std::vector<ManifestFile>& manifests, const std::vector<size_t>& positions,
                             Manifest added) {
  std::vector<Manifest> sources = {added};
  for (const size_t position : positions) {
    if (position == 0) continue;
    EIGENLAKE_ASSIGN_OR_RETURN(sources.emplace_back(), read_manifest(table(), manifests[position]));
  }
  added.entries = merge_entries(sources, snapshot_id());
  drop_new_manifests();
  EIGENLAKE_ASSIGN_OR_RETURN(ManifestFile file, write_manifest(added, attempt()));
  std::vector<ManifestFile> kept = {std::move(file)};
  for (size_t i = 0; i < manifests.size(); ++i)
    if (!std::ranges::binary_search(positions, i)) kept.push_back(std::move(manifests[i]));
  manifests = std::move(kept);
  return {};
}

SnapshotSummary AppendAction::summary(const TableMetadata& metadata) const {
  SnapshotSummary own = options_.summary;
  const auto* parent = metadata.current_snapshot();
  const SnapshotSummary before =
      parent == nullptr || options_.carried_keys.empty() ? SnapshotSummary() : parent->summary();
  for (const auto& key : options_.carried_keys)
    if (const auto pair = before.find(key); pair != before.end()) own.insert(*pair);
  return changes(metadata, options_.files).summary("append", own);
}

Result<> AppendAction::finish(TableMetadata& metadata, const Snapshot& snapshot) const {
  return set_tag(metadata, snapshot, options_.tag, options_.tag_max_ref_age_ms);
}

Result<Snapshot> append(Table& table, const AppendOptions& options) {
  AppendAction action(table, options);
  EIGENLAKE_RETURN_IF_ERROR(action.commit());
  return *action.snapshot();
}

}  // namespace eigenlake::iceberg
