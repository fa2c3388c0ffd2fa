// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/iceberg/update/snapshot_action.h"

namespace eigenlake::iceberg {

struct RewriteFilesOptions {
  std::set<std::string> removed_files;  ///< Recorded paths of replaced data and delete files.
  std::vector<DataFile> added_files;    ///< The same rows without deleted ones.
  /// Of the snapshot that was read; the new files get it, so that later equality deletes apply to them.
  int64_t sequence_number = 0;
  SnapshotSummary summary;  ///< Own pairs; the counts are added.
};

/// Replaces files by others with the same rows: the operation `replace`.
///
/// Requires: the new files are durable and of the default spec.
/// Errors:   kConflict if a replaced file is no longer live, or a position delete after `sequence_number` may
///           concern one: deleted rows would reappear. Nothing is visible; do not retry, but plan again.
/// Source:   Iceberg table spec v2, "Scan Planning" for which deletes apply to which files.
class RewriteFilesAction final : public SnapshotAction {
 public:
  RewriteFilesAction(Table& table, RewriteFilesOptions options);

 private:
  Result<std::optional<std::vector<ManifestFile>>> next_manifests(const TableMetadata& metadata) override;
  SnapshotSummary summary(const TableMetadata& metadata) const override;

  Result<> check_new_deletes(std::span<const ManifestFile> manifests) const;

  RewriteFilesOptions options_;
};

}  // namespace eigenlake::iceberg
