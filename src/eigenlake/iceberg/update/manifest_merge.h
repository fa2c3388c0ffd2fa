// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "eigenlake/iceberg/spec/manifest_list.h"

namespace eigenlake::iceberg {

struct ManifestMergePolicy {
  int64_t min_count = 100;         ///< commit.manifest.min-count-to-merge
  int64_t target_bytes = 8 << 20;  ///< commit.manifest.target-size-bytes
};

/// Positions of the manifests to merge, ordered as given (newest first), or none.
///
/// From min_count data manifests of one spec on, the newest are taken while the next one is at most twice as
/// large as those so far and the target size is kept: an entry is rewritten a logarithmic number of times.
std::vector<size_t> manifests_to_merge(std::span<const ManifestFile> manifests, int partition_spec_id,
                                       const ManifestMergePolicy& policy);

/// The live entries, those of other snapshots than `snapshot_id` as existing. Requires: one partition spec.
std::vector<ManifestEntry> merge_entries(std::span<Manifest> manifests, int64_t snapshot_id);

}  // namespace eigenlake::iceberg
