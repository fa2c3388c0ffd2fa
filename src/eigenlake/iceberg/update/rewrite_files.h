#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/iceberg/spec/data_file.h"
#include "eigenlake/iceberg/spec/snapshot_summary.h"
#include "eigenlake/iceberg/update/snapshot_action.h"

namespace eigenlake::iceberg {

struct RewriteFilesOptions {
  std::set<std::string>
      removed_files;                  ///< Recorded paths of data and delete files that the new ones replace.
  std::vector<DataFile> added_files;  ///< The same rows, less those that deletes had removed.
  /// Sequence number of the snapshot that the rows were read from; it becomes that of the new files, so that
  /// equality deletes which came later hold for them, too.
  int64_t sequence_number = 0;
  SnapshotSummary summary;  ///< Own pairs; the counts are added.
};

/// Replaces files by others with the same rows: the operation `replace`.
///
/// Requires: the new files are durable at their place and of the default spec.
/// Errors:   kConflict when a replaced file is no longer live, or a position delete came since
///           `sequence_number` that may concern one: the new files would bring deleted rows back. Nothing is
///           visible, and trying again does not help: plan anew.
/// Source:   Iceberg table spec v2, "Scan Planning" for which deletes hold for which files.
class RewriteFilesAction final : public SnapshotAction {
 public:
  RewriteFilesAction(Table& table, RewriteFilesOptions options);

 private:
  Result<std::optional<std::vector<ManifestFile>>> next_manifests(const TableMetadata& metadata) override;
  SnapshotSummary summary(const TableMetadata& metadata) const override;

  Result<> check_spec(const TableMetadata& metadata) const;
  Result<ManifestFile> write_added(const TableMetadata& metadata);
  Result<bool> remove_from(const ManifestFile& file, std::vector<ManifestFile>& manifests);
  Result<> check_new_deletes(std::span<const ManifestFile> manifests) const;

  RewriteFilesOptions options_;
  std::vector<DataFile> removed_;  ///< Entries of removed_files, of the last attempt.
  int next_number_ = 0;
};

}  // namespace eigenlake::iceberg
