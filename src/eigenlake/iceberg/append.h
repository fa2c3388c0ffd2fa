#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/iceberg/data_file.h"
#include "eigenlake/iceberg/table.h"

namespace eigenlake::iceberg {

struct AppendOptions {
  std::vector<DataFile> files;
  SnapshotSummary summary;         ///< Own pairs, "eigenlake.batch-id"; the counts are added.
  std::optional<std::string> tag;  ///< Set on the new snapshot in the same metadata version.
  std::optional<int64_t> tag_max_ref_age_ms;
  std::optional<int64_t> timestamp_ms;  ///< Now without one; never before the table's last update.
};

/// Publishes `files` as one new snapshot of main on top of the current one; a staged table is created by it.
///
/// Adds one manifest; from 100 manifests on (property commit.manifest.min-count-to-merge) the small ones are
/// merged, geometrically, so that a manifest entry is rewritten a logarithmic number of times.
/// Requires: the files are durable at their place, and their partitions fit the default spec.
/// Errors:   kConflict, kCommitStateUnknown (keep the files; look for the tag or batch id before any retry),
///           kAlreadyExists when the tag exists on another snapshot, kInvalidInput for partitions that do not
///           fit.
/// Cost:     one manifest, one manifest list, one metadata file; not the size of the data.
/// Source:   Iceberg table spec v2, "Commit Conflict Resolution and Retry".
Result<Snapshot> append(Table& table, const AppendOptions& options);

}  // namespace eigenlake::iceberg
