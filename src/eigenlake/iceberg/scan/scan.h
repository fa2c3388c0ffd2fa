#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/scan/delete_index.h"
#include "eigenlake/iceberg/spec/manifest_list.h"
#include "eigenlake/iceberg/spec/predicate.h"

namespace eigenlake::iceberg {

/// A data file that a scan has to read.
struct FileScanTask {
  DataFile data_file;
  int64_t sequence_number = 0;
  int64_t added_snapshot_id = 0;       ///< The snapshot that brought the file.
  std::shared_ptr<ObjectStore> store;  ///< The table's, or another one where the file lies outside.
  std::string key;                     ///< Where the file is in it.
  std::string uri;                     ///< The same as an absolute URI.
  std::vector<DeleteFilePtr> deletes;  ///< Row deletes that apply to the file.
};

/// The file of a manifest's entry, without row deletes. Errors: kStore where its place cannot be read from.
Result<FileScanTask> scan_task_of(const Table& table, ManifestEntry entry);

struct ScanOptions {
  std::optional<int64_t> snapshot_id;  ///< The current snapshot without one.
  Filter filter;
  /// Snapshots of which it is known, beside the table's metadata, that no file that they added has a row
  /// which passes the filter.
  std::set<int64_t> excluded_snapshots = {};
};

/// What a scan reads, and how much it could leave out.
struct ScanPlan {
  std::vector<FileScanTask> tasks;  ///< In manifest order, newest manifest first.
  int64_t files_total = 0;  ///< Live data files of the snapshot, as far as manifests or their list say.
  int64_t manifests_total = 0;
  int64_t manifests_read = 0;
};

/// The live data files of a snapshot that may hold rows for the filter, each with its row deletes. Empty for
/// a table without snapshots. Manifests of excluded snapshots alone are not read.
///
/// Errors: kNotFound for an unknown snapshot; kStore for a missing or damaged file of the table's metadata.
/// Cost:   reads the manifest list and, side by side, those manifests that the filter leaves.
Result<ScanPlan> plan_scan(const Table& table, const ScanOptions& options = {});

/// The tasks alone.
Result<std::vector<FileScanTask>> plan_files(const Table& table, const ScanOptions& options = {});

/// Files that appends brought after `from_snapshot_id` (exclusive; nothing for the beginning) up to
/// `to_snapshot_id` (inclusive), with the row deletes of the latter. Snapshots that only replaced files or
/// deleted rows add none.
///
/// Errors: kNotFound; kStore as plan_files; kInvalidInput when `from` is no ancestor of `to`.
/// Cost:   reads only manifests that those snapshots added, and those of row deletes.
Result<std::vector<FileScanTask>> plan_appended_files(const Table& table,
                                                      std::optional<int64_t> from_snapshot_id,
                                                      int64_t to_snapshot_id);

/// The manifests of a snapshot. Errors: kStore, also for a missing or damaged list.
Result<std::vector<ManifestFile>> read_manifest_list(const Table& table, const Snapshot& snapshot);
/// One manifest with inherited ids filled in. Errors: kStore, also for a missing or damaged one.
Result<Manifest> read_manifest(const Table& table, const ManifestFile& file);

}  // namespace eigenlake::iceberg
