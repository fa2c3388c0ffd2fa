// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>

#include "eigenlake/iceberg/spec/table_metadata.h"

namespace eigenlake::iceberg {

/// Changes of a table's metadata in memory. A catalog's commit adds the metadata log.

/// Metadata of a table without snapshots; ids of schema and spec stay.
/// Errors: kInvalidInput for an invalid schema or a spec whose columns it lacks.
Result<TableMetadata> new_table_metadata(std::string table_uuid, std::string location, Schema schema,
                                         PartitionSpec spec, SortOrder sort_order,
                                         std::map<std::string, std::string> properties, int64_t now_ms);

/// Adds `snapshot` and makes it main's. Errors: kConflict when its parent is not the current snapshot.
Result<> add_snapshot(TableMetadata& metadata, Snapshot snapshot);

/// Creates or moves a branch or tag; main moves the current snapshot.
/// Errors: kNotFound for an unknown snapshot; kInvalidInput if `name` has the other kind.
Result<> set_ref(TableMetadata& metadata, const std::string& name, const SnapshotRef& ref, int64_t now_ms);

/// Errors: kNotFound; kInvalidInput for main.
Result<> remove_ref(TableMetadata& metadata, const std::string& name);

/// Makes an ancestor current again; none means the table before its first snapshot. Snapshots and tags stay.
/// Errors: kNotFound; kInvalidInput for one that is no ancestor.
Result<> rollback_main(TableMetadata& metadata, std::optional<int64_t> snapshot_id, int64_t now_ms);

/// Removes refs, snapshots and their statistics. The snapshot log begins after the last removed snapshot.
/// Requires: no remaining ref names a removed snapshot.
void remove_snapshots(TableMetadata& metadata, const std::set<int64_t>& snapshot_ids,
                      std::span<const std::string> refs);

struct NewColumn {
  std::string name;
  Type type;
  std::string doc;
};

/// Adds optional columns at the end, as one new schema with fresh ids; existing ones with the same type stay.
/// False if there is nothing to add. Errors: kInvalidInput for an existing column with another type.
Result<bool> add_optional_columns(TableMetadata& metadata, std::span<const NewColumn> columns);

}  // namespace eigenlake::iceberg
