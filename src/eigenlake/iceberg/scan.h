#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/iceberg/predicate.h"
#include "eigenlake/iceberg/table.h"

namespace eigenlake::iceberg {

/// A data file that a scan has to read.
struct FileScanTask {
  DataFile data_file;
  int64_t sequence_number = 0;
  int64_t added_snapshot_id = 0;  ///< The snapshot that brought the file.
  std::string key;                ///< Where the file is in the table's store.
  std::string uri;                ///< The same as an absolute URI.
};

struct ScanOptions {
  std::optional<int64_t> snapshot_id;  ///< The current snapshot without one.
  Filter filter;
};

/// The live data files of a snapshot that may hold rows for the filter, in manifest order, newest manifest
/// first. Empty for a table without snapshots.
///
/// Errors: kNotFound for an unknown snapshot; kStore for a missing or damaged file of the table's metadata;
///         kUnsupported when row deletes (merge on read) apply.
/// Cost:   reads the manifest list and those manifests that the filter leaves.
Result<std::vector<FileScanTask>> plan_files(const Table& table, const ScanOptions& options = {});

/// Files that appends brought after `from_snapshot_id` (exclusive; nothing for the beginning) up to
/// `to_snapshot_id` (inclusive). Snapshots that only replaced files or deleted rows add none.
///
/// Errors: kNotFound; kStore as plan_files; kInvalidInput when `from` is no ancestor of `to`.
/// Cost:   reads only manifests that those snapshots added.
Result<std::vector<FileScanTask>> plan_appended_files(const Table& table,
                                                      std::optional<int64_t> from_snapshot_id,
                                                      int64_t to_snapshot_id);

/// The manifests of a snapshot. Errors: kStore, also for a missing or damaged list.
Result<std::vector<ManifestFile>> read_manifest_list(const Table& table, const Snapshot& snapshot);
/// One manifest with inherited ids filled in. Errors: kStore, also for a missing or damaged one.
Result<Manifest> read_manifest(const Table& table, const ManifestFile& file);

}  // namespace eigenlake::iceberg
