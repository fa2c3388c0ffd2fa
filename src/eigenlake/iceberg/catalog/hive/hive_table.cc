// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/hive/hive_table.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "eigenlake/base/clock.h"
#include "eigenlake/iceberg/codec/partition_spec_json.h"
#include "eigenlake/iceberg/codec/schema_json.h"

namespace eigenlake::iceberg {
namespace {

constexpr char kTableType[] = "table_type";
constexpr char kIceberg[] = "ICEBERG";
constexpr char kLocation[] = "metadata_location";
constexpr char kPreviousLocation[] = "previous_metadata_location";
/// The limit of some metastores' databases.
constexpr size_t kParameterSizeMax = 32'672;

std::string struct_type(const std::vector<NestedField>& fields) {
  std::string text;
  for (const NestedField& field : fields)
    text += fmt::format("{}{}:{}", text.empty() ? "" : ",", field.name, hive_type(field.type));
  return "struct<" + text + ">";
}

hive_api::StorageDescriptor storage_descriptor(const TableMetadata& metadata) {
  hive_api::StorageDescriptor descriptor;
  for (const NestedField& field : metadata.schema().fields) {
    hive_api::FieldSchema column;
    column.name = field.name;
    column.type = hive_type(field.type);
    column.comment = field.doc;
    descriptor.cols.push_back(std::move(column));
  }
  descriptor.location = metadata.location;
  // Hive itself must not read the files without Iceberg's metadata.
  descriptor.inputFormat = "org.apache.hadoop.mapred.FileInputFormat";
  descriptor.outputFormat = "org.apache.hadoop.mapred.FileOutputFormat";
  descriptor.serdeInfo.serializationLib = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
  return descriptor;
}

using Parameters = std::map<std::string, std::string>;

void set_or_erase(Parameters& parameters, const std::string& key, const std::optional<std::string>& value) {
  if (value && value->size() <= kParameterSizeMax) {
    parameters[key] = *value;
  } else {
    parameters.erase(key);
  }
}

void set_snapshot(Parameters& parameters, const TableMetadata& metadata) {
  const Snapshot* snapshot = metadata.current_snapshot();
  const SnapshotSummary summary = snapshot == nullptr ? SnapshotSummary{} : snapshot->summary();
  using Text = std::optional<std::string>;
  const auto when = [&](auto value) { return snapshot == nullptr ? Text() : Text(value()); };
  set_or_erase(parameters, "current-snapshot-id",
               when([&] { return std::to_string(snapshot->snapshot_id); }));
  set_or_erase(parameters, "current-snapshot-timestamp-ms",
               when([&] { return std::to_string(snapshot->timestamp_ms); }));
  set_or_erase(parameters, "current-snapshot-summary", when([&] { return Json(summary).dump(); }));
  parameters["snapshot-count"] = std::to_string(metadata.snapshots.size());
  for (const auto& [hive, iceberg] :
       {std::pair{"numFiles", "total-data-files"}, std::pair{"numRows", "total-records"},
        std::pair{"totalSize", "total-files-size"}}) {
    const auto found = summary.find(iceberg);
    set_or_erase(parameters, hive, found == summary.end() ? Text() : Text(found->second));
  }
}

void set_layout(Parameters& parameters, const TableMetadata& metadata) {
  set_or_erase(parameters, "current-schema", schema_to_json(metadata.schema()).dump());
  const PartitionSpec& spec = metadata.partition_spec();
  set_or_erase(parameters, "default-partition-spec",
               spec.fields.empty() ? std::optional<std::string>() : partition_spec_to_json(spec).dump());
  const auto order =
      std::ranges::find(metadata.sort_orders, metadata.default_sort_order_id, &SortOrder::order_id);
  const bool is_sorted = order != metadata.sort_orders.end() && !order->fields.empty();
  set_or_erase(parameters, "default-sort-order",
               is_sorted ? std::optional(sort_order_to_json(*order).dump()) : std::nullopt);
}

std::string user_name() {
  const char* user = std::getenv("USER");
  return user == nullptr || *user == '\0' ? "eigenlake" : user;
}

}  // namespace

std::string hive_type(const Type& type) {
  switch (type.kind) {
    case TypeKind::kBoolean:
      return "boolean";
    case TypeKind::kInt:
      return "int";
    case TypeKind::kLong:
      return "bigint";
    case TypeKind::kFloat:
      return "float";
    case TypeKind::kDouble:
      return "double";
    case TypeKind::kDecimal:
      return fmt::format("decimal({},{})", type.precision, type.scale);
    case TypeKind::kDate:
      return "date";
    case TypeKind::kTimestamp:
    case TypeKind::kTimestamptz:
      return "timestamp";
    case TypeKind::kFixed:
    case TypeKind::kBinary:
      return "binary";
    case TypeKind::kStruct:
      return struct_type(type.fields);
    case TypeKind::kList:
      return "array<" + hive_type(type.fields[0].type) + ">";
    case TypeKind::kMap:
      return "map<" + hive_type(type.fields[0].type) + "," + hive_type(type.fields[1].type) + ">";
    default:
      return "string";
  }
}

bool is_iceberg_table(const hive_api::Table& table) {
  const auto type = table.parameters.find(kTableType);
  if (type == table.parameters.end()) return false;
  return std::ranges::equal(type->second, std::string_view(kIceberg), {},
                            [](char c) { return std::toupper(static_cast<unsigned char>(c)); });
}

std::optional<std::string> metadata_location_of(const hive_api::Table& table) {
  const auto location = table.parameters.find(kLocation);
  if (location == table.parameters.end() || location->second.empty()) return std::nullopt;
  return location->second;
}

hive_api::Table new_hive_table(const TableIdentifier& identifier) {
  hive_api::Table table;
  table.dbName = identifier.name_space;
  table.tableName = identifier.name;
  table.owner = user_name();
  table.createTime = static_cast<int32_t>(now_ms() / 1000);
  table.lastAccessTime = table.createTime;
  table.retention = INT32_MAX;
  table.tableType = "EXTERNAL_TABLE";
  table.parameters["EXTERNAL"] = "TRUE";
  return table;
}

void update_hive_table(hive_api::Table& table, const std::optional<std::string>& previous_location,
                       const std::string& metadata_location, const TableMetadata& metadata) {
  table.sd = storage_descriptor(metadata);
  Parameters& parameters = table.parameters;
  for (const auto& [key, value] : metadata.properties)
    set_or_erase(parameters, key == "gc.enabled" ? "external.table.purge" : key, value);
  parameters[kTableType] = kIceberg;
  parameters[kLocation] = metadata_location;
  if (previous_location) parameters[kPreviousLocation] = *previous_location;
  parameters["uuid"] = metadata.table_uuid;
  parameters.erase("storage_handler");
  parameters.erase("COLUMN_STATS_ACCURATE");
  parameters["DO_NOT_UPDATE_STATS"] = "true";
  set_snapshot(parameters, metadata);
  set_layout(parameters, metadata);
}

}  // namespace eigenlake::iceberg
