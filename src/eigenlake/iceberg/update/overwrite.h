// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/iceberg/update/snapshot_action.h"

namespace eigenlake::iceberg {

struct OverwriteOptions {
  std::vector<DataFile> files;                    ///< All rows of the result; may be none.
  std::optional<int64_t> expected_snapshot;       ///< On which the files are based.
  SnapshotSummary summary;                        ///< Own pairs; the counts are added.
  std::optional<std::string> tag;                 ///< Set on the new snapshot in the same metadata version.
  std::map<std::string, std::string> properties;  ///< Set on the table in the same metadata version.
};

/// Replaces all rows of a table: the operation `overwrite`. Earlier snapshots keep theirs.
///
/// Requires: the files are durable and of the default spec.
/// Errors:   kConflict unless `expected_snapshot` is current: later rows would be lost. Nothing is visible;
///           do not retry, but rebuild the files.
/// Cost:     every manifest is rewritten.
/// Source:   Iceberg table spec v2, "Snapshots" and "Manifests".
class OverwriteAction final : public SnapshotAction {
 public:
  OverwriteAction(Table& table, OverwriteOptions options);

 private:
  Result<std::optional<std::vector<ManifestFile>>> next_manifests(const TableMetadata& metadata) override;
  SnapshotSummary summary(const TableMetadata& metadata) const override;
  Result<> finish(TableMetadata& metadata, const Snapshot& snapshot) const override;

  OverwriteOptions options_;
};

}  // namespace eigenlake::iceberg
