#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "eigenlake/iceberg/spec/data_file.h"
#include "eigenlake/iceberg/spec/snapshot_summary.h"
#include "eigenlake/iceberg/update/snapshot_action.h"

namespace eigenlake::iceberg {

struct RemoveRowsOptions {
  std::set<std::string> removed_files;       ///< Recorded paths of live data and delete files.
  std::vector<DataFile> added_files;         ///< Rows of removed files that stay.
  std::vector<DataFile> delete_files;        ///< Of files that stay; each with its partition and spec.
  std::optional<int64_t> expected_snapshot;  ///< The current one when the rows were looked for.
  SnapshotSummary summary;                   ///< Own pairs; the counts are added.
  std::optional<std::string> tag;            ///< Set on the new snapshot in the same metadata version.
};

/// Takes rows out of a table: whole files, rows by their places, or files whose other rows were written anew.
/// The operation is `delete`, or `overwrite` with added files. A snapshot is made also where nothing changes.
///
/// Requires: the files are durable at their place, the added ones of the default spec.
/// Errors:   kConflict where `expected_snapshot` is no longer the current one, because files may have moved;
///           nothing is visible, and trying again does not help: look for the rows anew.
/// Source:   Iceberg table spec v2, "Snapshots", "Delete Formats" and "Scan Planning".
class RemoveRowsAction final : public SnapshotAction {
 public:
  RemoveRowsAction(Table& table, RemoveRowsOptions options);

 private:
  Result<std::optional<std::vector<ManifestFile>>> next_manifests(const TableMetadata& metadata) override;
  SnapshotSummary summary(const TableMetadata& metadata) const override;
  Result<> finish(TableMetadata& metadata, const Snapshot& snapshot) const override;

  Result<> write_new(const TableMetadata& metadata, std::vector<ManifestFile>& manifests);
  Result<> keep(const ManifestFile& file, std::vector<ManifestFile>& manifests);

  RemoveRowsOptions options_;
  std::vector<DataFile> removed_;  ///< Of the last attempt.
  int next_number_ = 0;
};

}  // namespace eigenlake::iceberg
