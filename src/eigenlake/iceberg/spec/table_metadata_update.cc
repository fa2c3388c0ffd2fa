// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/table_metadata_update.h"

#include <algorithm>

#include "eigenlake/base/assert.h"
#include "eigenlake/iceberg/spec/table_statistics.h"

namespace eigenlake::iceberg {
namespace {

void make_current(TableMetadata& metadata, int64_t snapshot_id, int64_t now_ms) {
  metadata.current_snapshot_id = snapshot_id;
  metadata.refs[kMainBranch].snapshot_id = snapshot_id;
  metadata.snapshot_log.push_back({now_ms, snapshot_id});
}

bool is_ancestor(const TableMetadata& metadata, int64_t snapshot_id) {
  for (const Snapshot* at = metadata.current_snapshot(); at != nullptr; at = metadata.parent_of(*at))
    if (at->snapshot_id == snapshot_id) return true;
  return false;
}

int64_t advance_time(TableMetadata& metadata, int64_t now_ms) {
  return metadata.last_updated_ms = std::max(metadata.last_updated_ms, now_ms);
}

void assign_ids_from(NestedField& field, int& last_id) {
  field.id = ++last_id;
  for (NestedField& nested : field.type.fields) assign_ids_from(nested, last_id);
}

/// Ignores field ids.
bool same_shape(const Type& a, const Type& b) {
  return a.to_string() == b.to_string() &&
         std::ranges::equal(a.fields, b.fields, [](const NestedField& x, const NestedField& y) {
           return x.required == y.required && same_shape(x.type, y.type);
         });
}

}  // namespace

Result<TableMetadata> new_table_metadata(std::string table_uuid, std::string location, Schema schema,
                                         PartitionSpec spec, SortOrder sort_order,
                                         std::map<std::string, std::string> properties, int64_t now_ms) {
  EIGENLAKE_RETURN_IF_ERROR(check_schema(schema));
  if (auto types = spec.partition_types(schema); !types)
    return fail(ErrorKind::kInvalidInput, "{}", types.error().message);
  TableMetadata metadata;
  metadata.table_uuid = std::move(table_uuid);
  metadata.location = std::move(location);
  metadata.last_updated_ms = now_ms;
  metadata.last_column_id = schema.highest_field_id();
  metadata.current_schema_id = schema.schema_id;
  metadata.schemas.push_back(std::move(schema));
  for (const PartitionField& field : spec.fields)
    metadata.last_partition_id = std::max(metadata.last_partition_id, field.field_id);
  metadata.default_spec_id = spec.spec_id;
  metadata.partition_specs.push_back(std::move(spec));
  if (!sort_order.fields.empty() && sort_order.order_id == 0) sort_order.order_id = 1;
  metadata.default_sort_order_id = sort_order.order_id;
  metadata.sort_orders.push_back(std::move(sort_order));
  metadata.properties = std::move(properties);
  return metadata;
}

Result<> add_snapshot(TableMetadata& metadata, Snapshot snapshot) {
  if (snapshot.parent_snapshot_id != metadata.current_snapshot_id)
    return fail(ErrorKind::kConflict, "expected a snapshot with the parent {}, found {}",
                metadata.current_snapshot_id.value_or(-1), snapshot.parent_snapshot_id.value_or(-1));
  metadata.last_sequence_number = std::max(metadata.last_sequence_number, snapshot.sequence_number);
  advance_time(metadata, snapshot.timestamp_ms);
  const int64_t id = snapshot.snapshot_id;
  const int64_t timestamp_ms = snapshot.timestamp_ms;
  metadata.snapshots.push_back(std::move(snapshot));
  make_current(metadata, id, timestamp_ms);
  return {};
}

Result<> set_ref(TableMetadata& metadata, const std::string& name, const SnapshotRef& ref, int64_t now_ms) {
  if (metadata.snapshot_by_id(ref.snapshot_id) == nullptr)
    return fail(ErrorKind::kNotFound, "'{}' cannot name the unknown snapshot {}", name, ref.snapshot_id);
  const auto it = metadata.refs.find(name);
  if ((it != metadata.refs.end() && it->second.kind != ref.kind) ||
      (name == kMainBranch && ref.kind != SnapshotRef::Kind::kBranch))
    return fail(ErrorKind::kInvalidInput, "'{}' is a {} and cannot become a {}", name,
                ref.kind == SnapshotRef::Kind::kTag ? "branch" : "tag",
                ref.kind == SnapshotRef::Kind::kTag ? "tag" : "branch");
  metadata.refs[name] = ref;
  const int64_t time_ms = advance_time(metadata, now_ms);
  if (name == kMainBranch && metadata.current_snapshot_id != ref.snapshot_id)
    make_current(metadata, ref.snapshot_id, time_ms);
  return {};
}

Result<> remove_ref(TableMetadata& metadata, const std::string& name) {
  if (name == kMainBranch) return fail(ErrorKind::kInvalidInput, "the branch main cannot be removed");
  if (metadata.refs.erase(name) == 0) return fail(ErrorKind::kNotFound, "no tag or branch '{}'", name);
  return {};
}

Result<> rollback_main(TableMetadata& metadata, std::optional<int64_t> snapshot_id, int64_t now_ms) {
  if (snapshot_id == metadata.current_snapshot_id) return {};
  const int64_t time_ms = advance_time(metadata, now_ms);
  if (!snapshot_id) {
    metadata.current_snapshot_id.reset();
    metadata.refs.erase(kMainBranch);
    return {};
  }
  if (metadata.snapshot_by_id(*snapshot_id) == nullptr)
    return fail(ErrorKind::kNotFound, "no snapshot {} to roll back to", *snapshot_id);
  if (!is_ancestor(metadata, *snapshot_id))
    return fail(ErrorKind::kInvalidInput, "snapshot {} is not an ancestor of the current one", *snapshot_id);
  make_current(metadata, *snapshot_id, time_ms);
  return {};
}

void remove_snapshots(TableMetadata& metadata, const std::set<int64_t>& snapshot_ids,
                      std::span<const std::string> refs) {
  for (const std::string& name : refs) metadata.refs.erase(name);
  for (const auto& [name, ref] : metadata.refs) EIGENLAKE_ASSERT(!snapshot_ids.contains(ref.snapshot_id));
  std::erase_if(metadata.snapshots,
                [&](const Snapshot& snapshot) { return snapshot_ids.contains(snapshot.snapshot_id); });
  // A log with a gap would name a wrong snapshot for the times in between.
  auto& log = metadata.snapshot_log;
  const auto last_removed = std::find_if(log.rbegin(), log.rend(), [&](const SnapshotLogEntry& entry) {
    return snapshot_ids.contains(entry.snapshot_id);
  });
  log.erase(log.begin(), last_removed.base());
  remove_statistics(metadata, snapshot_ids);
}

Result<bool> add_optional_columns(TableMetadata& metadata, std::span<const NewColumn> columns) {
  Schema schema = metadata.schema();
  int last_column_id = metadata.last_column_id;
  for (const NewColumn& column : columns) {
    const NestedField* present = schema.find_field(std::string_view(column.name));
    if (present != nullptr && !same_shape(present->type, column.type))
      return fail(ErrorKind::kInvalidInput, "expected column {} to be {}, found {}", column.name,
                  column.type.to_string(), present->type.to_string());
    if (present != nullptr) continue;
    NestedField field{0, column.name, false, column.type, column.doc};
    assign_ids_from(field, last_column_id);
    schema.fields.push_back(std::move(field));
  }
  if (last_column_id == metadata.last_column_id) return false;
  metadata.last_column_id = last_column_id;
  for (const Schema& other : metadata.schemas) schema.schema_id = std::max(schema.schema_id, other.schema_id);
  metadata.current_schema_id = ++schema.schema_id;
  metadata.schemas.push_back(std::move(schema));
  return true;
}

}  // namespace eigenlake::iceberg
