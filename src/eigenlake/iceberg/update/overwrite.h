#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/iceberg/spec/data_file.h"
#include "eigenlake/iceberg/spec/snapshot_summary.h"
#include "eigenlake/iceberg/update/snapshot_action.h"

namespace eigenlake::iceberg {

struct OverwriteOptions {
  std::vector<DataFile> files;                    ///< The rows that the table has afterwards; may be none.
  std::optional<int64_t> expected_snapshot;       ///< The current one when the files were made.
  SnapshotSummary summary;                        ///< Own pairs; the counts are added.
  std::optional<std::string> tag;                 ///< Set on the new snapshot in the same metadata version.
  std::map<std::string, std::string> properties;  ///< Set on the table in the same metadata version.
};

/// Replaces all rows of a table by others: the operation `overwrite`. Earlier snapshots keep theirs.
///
/// Requires: the files are durable at their place and of the default spec.
/// Errors:   kConflict where `expected_snapshot` is no longer the current one, because rows that came since
///           would be lost; nothing is visible, and trying again does not help: make the files anew.
/// Cost:     every manifest is written once more.
/// Source:   Iceberg table spec v2, "Snapshots" and "Manifests".
class OverwriteAction final : public SnapshotAction {
 public:
  OverwriteAction(Table& table, OverwriteOptions options);

 private:
  Result<std::optional<std::vector<ManifestFile>>> next_manifests(const TableMetadata& metadata) override;
  SnapshotSummary summary(const TableMetadata& metadata) const override;
  Result<> finish(TableMetadata& metadata, const Snapshot& snapshot) const override;

  Result<ManifestFile> write_removed(const ManifestFile& file);

  OverwriteOptions options_;
  std::vector<DataFile> removed_;  ///< Of the last attempt.
  int next_number_ = 0;
};

}  // namespace eigenlake::iceberg
