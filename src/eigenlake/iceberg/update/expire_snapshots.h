// SPDX-License-Identifier: Apache-2.0
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
  /// A snapshot that was main's within this time stays for its readers.
  int64_t grace_ms = 3'600'000;
  /// For branches without their own; default: history.expire.max-snapshot-age-ms (5 days).
  std::optional<int64_t> max_snapshot_age_ms = {};
  std::set<std::string> tags_to_remove = {};  ///< Of any age; unknown ones are ignored.
};

struct ExpiredSnapshots {
  std::vector<std::string> refs;
  std::set<int64_t> snapshot_ids;
  bool empty() const { return refs.empty() && snapshot_ids.empty(); }
};

/// Applies the retention of every ref: refs older than their max-ref-age-ms expire, main never. A branch
/// keeps its newest min-snapshots-to-keep and those younger than max-snapshot-age-ms; a tag its snapshot;
/// young snapshots without a ref stay.
///
/// Source: Iceberg table spec v2, "Snapshot Retention Policy".
ExpiredSnapshots plan_expiry(const TableMetadata& metadata, const ExpireOptions& options);

/// Recorded paths that only expired snapshots reach.
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

/// Files that only the snapshots `ids` reach.
/// Cost: reads their manifest lists, and others until every file is accounted for.
Result<UnreachableFiles> unreachable_files(const Table& table, const std::set<int64_t>& ids);

struct ExpireReport {
  ExpiredSnapshots expired;
  UnreachableFiles files;
  bool files_removed = false;
};

/// Removes expired snapshots and refs, then the files that only they use.
///
/// Errors: kUnsupported for gc.enabled = false; as commit_change; no file is removed after
/// kCommitStateUnknown. A
///         file that cannot be removed is left to remove_orphans.
Result<ExpireReport> expire_snapshots(Table& table, const ExpireOptions& options);

/// Drops these tags and snapshots of any age, except snapshots with another ref, and their files.
Result<ExpireReport> expire_snapshots(Table& table, const ExpiredSnapshots& given_up);

/// The same without reading files, some of which may be lost: unused ones become orphans.
Result<> drop_snapshots(Table& table, const ExpiredSnapshots& given_up);

}  // namespace eigenlake::iceberg
