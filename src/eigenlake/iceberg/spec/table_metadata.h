// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/container/flat_map.hpp>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/spec/partition_spec.h"
#include "eigenlake/iceberg/spec/schema.h"
#include "eigenlake/iceberg/spec/snapshot.h"
#include "eigenlake/iceberg/spec/sort_order.h"

namespace eigenlake::iceberg {

struct SnapshotLogEntry {
  int64_t timestamp_ms = 0;
  int64_t snapshot_id = 0;
  bool operator==(const SnapshotLogEntry& other) const = default;
};

struct MetadataLogEntry {
  int64_t timestamp_ms = 0;
  std::string metadata_file;
  bool operator==(const MetadataLogEntry& other) const = default;
};

/// One version of a table: one vN.metadata.json. It becomes visible by a catalog's commit.
///
/// Source: Iceberg table spec v2, "Table Metadata Fields".
struct TableMetadata {
  int format_version = 2;
  std::string table_uuid;
  std::string location;
  int64_t last_sequence_number = 0;
  int64_t last_updated_ms = 0;
  int last_column_id = 0;
  std::vector<Schema> schemas;
  int current_schema_id = 0;
  std::vector<PartitionSpec> partition_specs;
  int default_spec_id = 0;
  int last_partition_id = kPartitionFieldIdFirst - 1;
  std::map<std::string, std::string> properties;
  std::optional<int64_t> current_snapshot_id;
  std::vector<Snapshot> snapshots;
  std::vector<SnapshotLogEntry> snapshot_log;
  std::vector<MetadataLogEntry> metadata_log;
  std::vector<SortOrder> sort_orders;
  int default_sort_order_id = 0;
  /// Thousands, copied with each commit: contiguous rather than in nodes.
  boost::container::flat_map<std::string, SnapshotRef> refs;
  /// Unknown top-level fields as (name, JSON text); written back unchanged.
  std::vector<std::pair<std::string, std::string>> unknown_fields;

  const Schema& schema() const;                 ///< The current one.
  const Schema* schema_by_id(int id) const;     ///< Null when there is none.
  const PartitionSpec& partition_spec() const;  ///< The default one.
  const PartitionSpec* partition_spec_by_id(int id) const;
  const Snapshot* current_snapshot() const;  ///< Null for a table without data.
  const Snapshot* snapshot_by_id(int64_t id) const;
  const Snapshot* parent_of(const Snapshot& snapshot) const;     ///< Null also when it expired.
  const Snapshot* snapshot_by_ref(std::string_view name) const;  ///< Branch or tag.
  /// The current snapshot at this time by the snapshot log, or null.
  const Snapshot* snapshot_as_of(int64_t timestamp_ms) const;
  std::string property(std::string_view name, std::string_view otherwise) const;
  /// The default also for text that is no number.
  int64_t property_int(std::string_view name, int64_t otherwise) const;
};

}  // namespace eigenlake::iceberg
