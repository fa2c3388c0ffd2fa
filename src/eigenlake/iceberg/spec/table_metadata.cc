// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/table_metadata.h"

#include <algorithm>
#include <functional>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/number_parsing.h"

namespace eigenlake::iceberg {
namespace {

template <typename Items, typename Projection>
auto* find_by(const Items& items, int64_t id, Projection projection) {
  // Mostly the newest is wanted.
  const auto it = std::find_if(items.rbegin(), items.rend(),
                               [&](const auto& item) { return std::invoke(projection, item) == id; });
  return it == items.rend() ? nullptr : &*it;
}

}  // namespace

const Schema& TableMetadata::schema() const {
  const Schema* schema = schema_by_id(current_schema_id);
  EIGENLAKE_ASSERT(schema != nullptr);
  return *schema;
}

const Schema* TableMetadata::schema_by_id(int id) const {
  return find_by(schemas, id, &Schema::schema_id);
}

const PartitionSpec& TableMetadata::partition_spec() const {
  const PartitionSpec* spec = partition_spec_by_id(default_spec_id);
  EIGENLAKE_ASSERT(spec != nullptr);
  return *spec;
}

const PartitionSpec* TableMetadata::partition_spec_by_id(int id) const {
  return find_by(partition_specs, id, &PartitionSpec::spec_id);
}

const Snapshot* TableMetadata::current_snapshot() const {
  return current_snapshot_id ? snapshot_by_id(*current_snapshot_id) : nullptr;
}

const Snapshot* TableMetadata::snapshot_by_id(int64_t id) const {
  return find_by(snapshots, id, &Snapshot::snapshot_id);
}

const Snapshot* TableMetadata::parent_of(const Snapshot& snapshot) const {
  return snapshot.parent_snapshot_id ? snapshot_by_id(*snapshot.parent_snapshot_id) : nullptr;
}

const Snapshot* TableMetadata::snapshot_by_ref(std::string_view name) const {
  const auto it = refs.find(std::string(name));
  return it == refs.end() ? nullptr : snapshot_by_id(it->second.snapshot_id);
}

const Snapshot* TableMetadata::snapshot_as_of(int64_t timestamp_ms) const {
  const auto it =
      std::find_if(snapshot_log.rbegin(), snapshot_log.rend(),
                   [&](const SnapshotLogEntry& entry) { return entry.timestamp_ms <= timestamp_ms; });
  return it == snapshot_log.rend() ? nullptr : snapshot_by_id(it->snapshot_id);
}

std::string TableMetadata::property(std::string_view name, std::string_view otherwise) const {
  const auto it = properties.find(std::string(name));
  return it == properties.end() ? std::string(otherwise) : it->second;
}

int64_t TableMetadata::property_int(std::string_view name, int64_t otherwise) const {
  const auto it = properties.find(std::string(name));
  return it == properties.end() ? otherwise : parse_number<int64_t>(it->second).value_or(otherwise);
}

}  // namespace eigenlake::iceberg
