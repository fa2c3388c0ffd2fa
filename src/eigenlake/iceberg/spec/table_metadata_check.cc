// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/table_metadata_check.h"

#include <algorithm>
#include <functional>
#include <vector>

namespace eigenlake::iceberg {
namespace {

/// The ids, ordered. Errors: kCorrupt for a duplicate.
template <typename Items, typename Projection>
Result<std::vector<int64_t>> unique_ids(const Items& items, Projection id_of, std::string_view what) {
  std::vector<int64_t> ids;
  ids.reserve(items.size());
  for (const auto& item : items) ids.push_back(std::invoke(id_of, item));
  std::ranges::sort(ids);
  const auto twice = std::ranges::adjacent_find(ids);
  if (twice == ids.end()) return ids;
  return fail(ErrorKind::kCorrupt, "two {} have the id {}", what, *twice);
}

Result<> check_columns(const TableMetadata& metadata) {
  EIGENLAKE_RETURN_IF_ERROR(unique_ids(metadata.schemas, &Schema::schema_id, "schemas"));
  if (metadata.schema_by_id(metadata.current_schema_id) == nullptr)
    return fail(ErrorKind::kCorrupt, "no schema has the current-schema-id {}", metadata.current_schema_id);
  for (const Schema& schema : metadata.schemas)
    if (schema.highest_field_id() > metadata.last_column_id)
      return fail(ErrorKind::kCorrupt, "column ids must be at most last-column-id {}, got {}",
                  metadata.last_column_id, schema.highest_field_id());
  return {};
}

Result<> check_layout(const TableMetadata& metadata) {
  EIGENLAKE_RETURN_IF_ERROR(unique_ids(metadata.partition_specs, &PartitionSpec::spec_id, "partition-specs"));
  const PartitionSpec* spec = metadata.partition_spec_by_id(metadata.default_spec_id);
  if (spec == nullptr)
    return fail(ErrorKind::kCorrupt, "no partition spec has the default-spec-id {}",
                metadata.default_spec_id);
  EIGENLAKE_RETURN_IF_ERROR(spec->partition_types(metadata.schema()));
  const auto& orders = metadata.sort_orders;
  if (std::ranges::find(orders, metadata.default_sort_order_id, &SortOrder::order_id) == orders.end())
    return fail(ErrorKind::kCorrupt, "no sort order has the default-sort-order-id {}",
                metadata.default_sort_order_id);
  return {};
}

Result<> check_snapshots(const TableMetadata& metadata) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto ids,
                             unique_ids(metadata.snapshots, &Snapshot::snapshot_id, "snapshots"));
  const auto exists = [&](int64_t id) { return std::ranges::binary_search(ids, id); };
  for (const Snapshot& snapshot : metadata.snapshots)
    if (snapshot.sequence_number > metadata.last_sequence_number)
      return fail(ErrorKind::kCorrupt,
                  "sequence numbers must be at most last-sequence-number {}, got {} in snapshot {}",
                  metadata.last_sequence_number, snapshot.sequence_number, snapshot.snapshot_id);
  if (metadata.current_snapshot_id && !exists(*metadata.current_snapshot_id))
    return fail(ErrorKind::kCorrupt, "no snapshot has the current-snapshot-id {}",
                *metadata.current_snapshot_id);
  for (const auto& [name, ref] : metadata.refs)
    if (!exists(ref.snapshot_id))
      return fail(ErrorKind::kCorrupt, "ref {} names the unknown snapshot {}", name, ref.snapshot_id);
  const auto main = metadata.refs.find(kMainBranch);
  if (main != metadata.refs.end() && metadata.current_snapshot_id != main->second.snapshot_id)
    return fail(ErrorKind::kCorrupt, "expected ref main to name the current snapshot {}, found {}",
                metadata.current_snapshot_id.value_or(-1), main->second.snapshot_id);
  return {};
}

}  // namespace

Result<> check_table_metadata(const TableMetadata& metadata) {
  EIGENLAKE_RETURN_IF_ERROR(check_columns(metadata));
  EIGENLAKE_RETURN_IF_ERROR(check_layout(metadata));
  return check_snapshots(metadata);
}

}  // namespace eigenlake::iceberg
