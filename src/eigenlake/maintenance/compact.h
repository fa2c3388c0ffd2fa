// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/maintenance/compaction_plan.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {

/// Pair of the summary of snapshots that maintenance made: "compact" or "manifests". They belong to no batch
/// and hold the rows of their parent.
inline constexpr std::string_view kMaintenanceProperty = "eigenlake.maintenance";

struct CompactionOptions {
  CompactionSizes sizes;
  /// Decoded rows held at once, over all threads; in all it takes some six times as much memory.
  int64_t memory_bytes = 128 << 20;
  bool dry_run = false;
  std::function<void(size_t groups_done, size_t groups)> on_progress = {};  ///< From any thread.
};

struct CompactionReport {
  int64_t files_before = 0;  ///< Live data files of the table.
  int64_t files_after = 0;
  int64_t bytes_before = 0;
  int64_t bytes_after = 0;  ///< A dry run does not know and says bytes_before.
  int64_t rows = 0;         ///< Rewritten.
  int64_t groups = 0;
  int64_t conflicts = 0;  ///< Groups dropped, because another engine changed their files meanwhile.
};

/// Rewrites small files and those with row deletes as few files whose rows are sorted by sort_columns(), with
/// the encodings of an ingest, and publishes them in one snapshot of the operation `replace`. Older snapshots
/// keep their files until they expire.
///
/// Where another engine changed some of the files first, the groups are published one by one, so that only
/// those in conflict fail.
/// Errors: kUnsupported where a column cannot be sorted by; kStore; as commit_change. Unused new files are
///         removed, but not after kCommitStateUnknown.
Result<CompactionReport> compact_table(iceberg::Table& table, const TableDefinition& definition,
                                       ThreadPool& pool, const CompactionOptions& options);

}  // namespace eigenlake
