// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "eigenlake/iceberg/spec/table_metadata.h"
#include "eigenlake/json/json_cursor.h"

namespace eigenlake::iceberg {

/// The members of a metadata file that grow with its commits. Each call takes one at the cursor.
/// Errors: kCorrupt, naming the member.

/// Snapshots stay parts of `text`, which the cursor reads; those of several lines are put on one.
Result<> take_snapshots(JsonCursor& at, const std::shared_ptr<const std::string>& text,
                        std::vector<Snapshot>& snapshots);
Result<> take_refs(JsonCursor& at, decltype(TableMetadata::refs)& refs);
/// The logs may be null.
Result<> take_snapshot_log(JsonCursor& at, std::vector<SnapshotLogEntry>& log);
Result<> take_metadata_log(JsonCursor& at, std::vector<MetadataLogEntry>& log);

}  // namespace eigenlake::iceberg
