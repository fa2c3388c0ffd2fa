// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/update/manifest_merge.h"

namespace eigenlake::iceberg {

std::vector<size_t> manifests_to_merge(std::span<const ManifestFile> manifests, int partition_spec_id,
                                       const ManifestMergePolicy& policy) {
  std::vector<size_t> candidates;
  for (size_t i = 0; i < manifests.size(); ++i) {
    const ManifestFile& file = manifests[i];
    if (file.content == ManifestContent::kData && file.partition_spec_id == partition_spec_id)
      candidates.push_back(i);
  }
  if (static_cast<int64_t>(candidates.size()) < policy.min_count) return {};
  int64_t bytes = 0;
  size_t taken = 0;
  for (; taken < candidates.size(); ++taken) {
    const int64_t next = manifests[candidates[taken]].manifest_length;
    if (bytes > 0 && (next > 2 * bytes || bytes + next > policy.target_bytes)) break;
    bytes += next;
  }
  if (taken < 2) return {};
  candidates.resize(taken);
  return candidates;
}

std::vector<ManifestEntry> merge_entries(std::span<Manifest> manifests, int64_t snapshot_id) {
  std::vector<ManifestEntry> merged;
  for (Manifest& manifest : manifests) {
    for (ManifestEntry& entry : manifest.entries) {
      if (!entry.is_live()) continue;
      if (entry.snapshot_id != snapshot_id) entry.status = ManifestEntry::Status::kExisting;
      merged.push_back(std::move(entry));
    }
  }
  return merged;
}

}  // namespace eigenlake::iceberg
