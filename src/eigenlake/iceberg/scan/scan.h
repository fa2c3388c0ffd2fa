// SPDX-License-Identifier: Apache-2.0
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
  int64_t added_snapshot_id = 0;       ///< By which the file was added.
  std::shared_ptr<ObjectStore> store;  ///< The table's, or another one where the file lies outside.
  std::string key;                     ///< Where the file is in it.
  std::string uri;                     ///< The same as an absolute URI.
  std::vector<DeleteFilePtr> deletes;  ///< Row deletes that apply to the file.
};

/// Without row deletes. Errors: kStore for an unreadable place.
Result<FileScanTask> scan_task_of(const Table& table, ManifestEntry entry);

struct ScanOptions {
  std::optional<int64_t> snapshot_id;  ///< The current snapshot without one.
  Filter filter;
  /// Snapshots that are known to have added no matching row.
  std::set<int64_t> excluded_snapshots = {};
};

struct ScanPlan {
  std::vector<FileScanTask> tasks;  ///< In manifest order, newest manifest first.
  int64_t files_total = 0;          ///< Live data files of the snapshot, if known.
  int64_t manifests_total = 0;
  int64_t manifests_read = 0;
};

/// The live data files that may match the filter, each with its row deletes. Manifests of excluded snapshots
/// only are not read.
///
/// Errors: kNotFound for an unknown snapshot; kStore for missing or damaged metadata.
/// Cost:   reads the manifest list and, side by side, the manifests that the filter leaves.
Result<ScanPlan> plan_scan(const Table& table, const ScanOptions& options = {});

Result<std::vector<FileScanTask>> plan_files(const Table& table, const ScanOptions& options = {});

/// Errors: kStore.
Result<std::vector<ManifestFile>> read_manifest_list(const Table& table, const Snapshot& snapshot);
/// With inherited ids. Errors: kStore.
Result<Manifest> read_manifest(const Table& table, const ManifestFile& file);

}  // namespace eigenlake::iceberg
