// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "eigenlake/lake/lake.h"
#include "eigenlake/maintenance/batch_retention.h"
#include "eigenlake/maintenance/compaction_plan.h"

namespace eigenlake {

/// What maintenance can do to a table, in the order in which it is done.
enum class MaintenanceStep { kExpire, kCompact, kManifests, kOrphans };

struct MaintainOptions {
  std::set<MaintenanceStep> steps = {MaintenanceStep::kExpire, MaintenanceStep::kCompact,
                                     MaintenanceStep::kManifests, MaintenanceStep::kOrphans};
  std::vector<std::string> tables = {};  ///< All where empty.
  BatchRetention retention = {};
  /// A snapshot that was current within this time stays, and so do its files.
  int64_t grace_ms = 3'600'000;
  CompactionSizes sizes = {};
  int64_t orphan_age_ms = 3 * 86'400'000LL;
  bool dry_run = false;
  /// Orphans are only listed.
  bool list_orphans_only = false;
  int num_threads = 1;
  int64_t now_ms = 0;  ///< 0: the clock.
  /// Checked between tables; true ends the call with what was done so far.
  std::function<bool()> stop_requested = {};
  /// The progress, for people; from the calling thread.
  std::function<void(const std::string& table, const std::string& what)> on_progress = {};
};

/// What maintenance did to a table; in a dry run, would do.
struct TableMaintenance {
  std::string table;
  int64_t snapshots_before = 0;
  int64_t snapshots_expired = 0;
  int64_t tags_expired = 0;
  int64_t expired_files = 0;  ///< Data files, manifests and lists that went with the snapshots.
  int64_t expired_bytes = 0;  ///< Of the data files.
  int64_t files_before = 0;   ///< Live data files.
  int64_t files_after = 0;
  int64_t bytes_before = 0;
  int64_t bytes_after = 0;
  int64_t conflicts = 0;  ///< Groups of files that another engine changed meanwhile.
  int64_t manifests_before = 0;
  int64_t manifests_after = 0;
  std::vector<std::string> orphans = {};  ///< URIs.
  int64_t orphan_bytes = 0;
  bool orphans_removed = false;
  double seconds = 0.0;
  std::string error = {};  ///< Why the table was left as it is; the others continue.
};

struct MaintenanceReport {
  std::vector<std::string> recovered_batches;
  std::vector<TableMaintenance> tables;
  int64_t claims_removed = 0;  ///< That killed calls left.
  double seconds = 0.0;
};

/// Keeps a lake small and fast: recovers an interrupted batch, expires old snapshots with the files that only
/// they needed, rewrites small files, gathers manifests, removes orphans. Rows do not change, batches that
/// are kept stay readable, tags of users stay.
///
/// Holds the lake's lock, so that no ingest runs meanwhile; readers and other engines may. A call that is
/// killed leaves a lake that is whole, and orphans that a later one removes.
/// Errors: kUnavailable where another writer holds the lock; of recover(); kUsage for an unknown table. What
///         fails in one table is in its report.
Result<MaintenanceReport> maintain(const Lake& lake, const MaintainOptions& options);

}  // namespace eigenlake
