// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "eigenlake/iceberg/update/snapshot_action.h"

namespace eigenlake::iceberg {

struct RemoveRowsOptions {
  std::set<std::string> removed_files;       ///< Recorded paths of live data and delete files.
  std::vector<DataFile> added_files;         ///< Rows of removed files that stay.
  std::vector<DataFile> delete_files;        ///< Of files that stay; each with its partition and spec.
  std::optional<int64_t> expected_snapshot;  ///< In which the rows were found.
  SnapshotSummary summary;                   ///< Own pairs; the counts are added.
  std::optional<std::string> tag;            ///< Set on the new snapshot in the same metadata version.
};

/// Removes rows: whole files, rows by their places, or by rewritten files. The operation is `delete`, or
/// `overwrite` with added files. Makes a snapshot even if nothing changes.
///
/// Requires: the files are durable, the added ones of the default spec.
/// Errors:   kConflict unless `expected_snapshot` is current: files may have moved. Nothing is visible; do
/// not
///           retry, but search the rows again.
/// Source:   Iceberg table spec v2, "Snapshots", "Delete Formats" and "Scan Planning".
class RemoveRowsAction final : public SnapshotAction {
 public:
  RemoveRowsAction(Table& table, RemoveRowsOptions options);

 private:
  Result<std::optional<std::vector<ManifestFile>>> next_manifests(const TableMetadata& metadata) override;
  SnapshotSummary summary(const TableMetadata& metadata) const override;
  Result<> finish(TableMetadata& metadata, const Snapshot& snapshot) const override;

  Result<> write_new(const TableMetadata& metadata, std::vector<ManifestFile>& manifests);

  RemoveRowsOptions options_;
};

}  // namespace eigenlake::iceberg
