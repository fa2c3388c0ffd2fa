// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/spec/data_file.h"
#include "eigenlake/iceberg/update/snapshot_action.h"

namespace eigenlake::iceberg {

struct AppendOptions {
  std::vector<DataFile> files;
  SnapshotSummary summary;         ///< Own pairs; the counts are added.
  std::optional<std::string> tag;  ///< Set on the new snapshot in the same metadata version.
  std::optional<int64_t> tag_max_ref_age_ms;
  std::optional<int64_t> timestamp_ms;  ///< Now without one; never before the table's last update.
  /// Pairs copied from the parent unless `summary` has them.
  std::vector<std::string> carried_keys = {};
  /// Called before each attempt; its error ends the append.
  std::function<Result<>(const TableMetadata& metadata)> check = {};
};

/// append() as an action.
class AppendAction final : public SnapshotAction {
 public:
  AppendAction(Table& table, AppendOptions options);

 private:
  Result<std::optional<std::vector<ManifestFile>>> next_manifests(const TableMetadata& metadata) override;
  SnapshotSummary summary(const TableMetadata& metadata) const override;
  Result<> finish(TableMetadata& metadata, const Snapshot& snapshot) const override;
  std::optional<int64_t> timestamp_ms() const override { return options_.timestamp_ms; }

  Result<> merge(std::vector<ManifestFile>& manifests, const std::vector<size_t>& positions, Manifest added);

  AppendOptions options_;
};

/// Publishes `files` as one new snapshot of main; creates a staged table.
///
/// Adds one manifest; from 100 manifests on (property commit.manifest.min-count-to-merge) small ones are
/// merged geometrically: an entry is rewritten a logarithmic number of times. Requires: the files are
/// durable, and their partitions fit the default spec. Errors:   kConflict; kCommitStateUnknown (keep the
/// files; look for the tag or batch id before any retry);
///           kAlreadyExists for an existing tag; kInvalidInput for partitions that do not fit.
/// Cost:     one manifest, one manifest list, one metadata file; not the size of the data.
/// Source:   Iceberg table spec v2, "Commit Conflict Resolution and Retry".
Result<Snapshot> append(Table& table, const AppendOptions& options);

}  // namespace eigenlake::iceberg
