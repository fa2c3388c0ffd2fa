#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "eigenlake/iceberg/catalog/table.h"

namespace eigenlake::iceberg {

struct ExpireOptions {
  int64_t now_ms = 0;
  /// A snapshot that was main's within this time stays, so that whoever planned a scan on it finds its files.
  int64_t grace_ms = 3'600'000;
  /// For branches that do not say themselves; without one, the table's property
  /// history.expire.max-snapshot-age-ms (5 days).
  std::optional<int64_t> max_snapshot_age_ms = {};
  std::set<std::string> tags_to_remove =
      {};  ///< Whatever their age; those that do not exist are passed over.
};

/// What expiry takes away.
struct ExpiredSnapshots {
  std::vector<std::string> refs;
  std::set<int64_t> snapshot_ids;
  bool empty() const { return refs.empty() && snapshot_ids.empty(); }
};

/// Applies the retention of every branch and tag: refs older than their max-ref-age-ms go, main never. Of a
/// branch, the newest min-snapshots-to-keep stay and those younger than max-snapshot-age-ms; of a tag its
/// snapshot; of snapshots that no ref reaches, the young ones.
///
/// Source: Iceberg table spec v2, "Snapshot Retention Policy".
ExpiredSnapshots plan_expiry(const TableMetadata& metadata, const ExpireOptions& options);

/// Files that only expired snapshots reach, as recorded paths.
struct UnreachableFiles {
  std::set<std::string> data_files;  ///< Delete files included.
  std::set<std::string> manifests;
  std::set<std::string> manifest_lists;
  std::set<std::string> statistics;
  int64_t data_bytes = 0;

  size_t count() const {
    return data_files.size() + manifests.size() + manifest_lists.size() + statistics.size();
  }
};

/// Files of the snapshots `ids` that no other snapshot of `table` reaches.
/// Cost: reads the manifest lists of those snapshots, and of the others until every file is accounted for.
Result<UnreachableFiles> unreachable_files(const Table& table, const std::set<int64_t>& ids);

struct ExpireReport {
  ExpiredSnapshots expired;
  UnreachableFiles files;
  bool files_removed = false;
};

/// Commits without the expired snapshots and refs, then removes what only they needed.
///
/// Errors: kUnsupported for a table with gc.enabled = false; as commit_change; after kCommitStateUnknown no
///         file was removed. A file that cannot be removed is left to remove_orphans.
Result<ExpireReport> expire_snapshots(Table& table, const ExpireOptions& options);

/// Gives up these tags and snapshots, whatever their retention, and removes what only they needed. A snapshot
/// that another tag or a branch names stays.
///
/// Errors: as the other one.
Result<ExpireReport> expire_snapshots(Table& table, const ExpiredSnapshots& given_up);

/// Gives up the same without looking at their files, some of which may be lost: what only they needed becomes
/// orphans.
Result<> drop_snapshots(Table& table, const ExpiredSnapshots& given_up);

}  // namespace eigenlake::iceberg
