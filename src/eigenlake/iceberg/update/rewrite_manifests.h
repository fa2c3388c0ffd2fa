// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "eigenlake/iceberg/update/snapshot_action.h"

namespace eigenlake::iceberg {

struct RewriteManifestsOptions {
  int64_t target_bytes = 8 << 20;  ///< Of a manifest; commit.manifest.target-size-bytes.
  SnapshotSummary summary;         ///< Own pairs; the counts are added.
};

/// Gathers the current entries into few manifests, ordered by partition, so that filters exclude whole
/// manifests: the operation `replace` without a change of files.
///
/// Changes nothing unless manifests become fewer or list removed files. Manifests whose partition spec no
/// longer fits the schema, or has an unknown transform, stay. Cost: reads every manifest of the snapshot.
class RewriteManifestsAction final : public SnapshotAction {
 public:
  RewriteManifestsAction(Table& table, RewriteManifestsOptions options);

  /// About how many manifests there would be afterwards; writes nothing.
  static Result<int64_t> count_after(const Table& table, const RewriteManifestsOptions& options);

 private:
  struct Group;
  Result<std::optional<std::vector<ManifestFile>>> next_manifests(const TableMetadata& metadata) override;
  SnapshotSummary summary(const TableMetadata& metadata) const override;
  Result<> rewrite(const TableMetadata& metadata, const Group& group, std::vector<ManifestFile>& manifests);

  RewriteManifestsOptions options_;
  int64_t created_ = 0;
  int64_t kept_ = 0;
  int64_t replaced_ = 0;
  int64_t entries_ = 0;
};

}  // namespace eigenlake::iceberg
