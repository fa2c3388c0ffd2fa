// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/codec/manifest_avro.h"

#include "eigenlake/avro/binary_cursor.h"
#include "eigenlake/avro/object_container.h"
#include "eigenlake/iceberg/codec/avro_fields.h"
#include "eigenlake/iceberg/codec/manifest_avro_fields.h"
#include "eigenlake/iceberg/codec/partition_spec_json.h"
#include "eigenlake/iceberg/codec/schema_json.h"

namespace eigenlake::iceberg {
namespace {

using namespace manifest_avro;

avro::Field map_field(const MapIds& map) {
  const auto entry = avro::record(fmt::format("k{}_v{}", map.key_id, map.value_id),
                                  {required_field("key", avro::Type::kInt, map.key_id),
                                   required_field("value", map.value_type, map.value_id)});
  return optional_field(map.name, avro::array_of(entry, {}, "map"), map.field_id);
}

avro::SchemaPtr partition_schema(const PartitionSpec& spec, const std::vector<Type>& types) {
  std::vector<avro::Field> fields;
  for (size_t i = 0; i < types.size(); ++i) {
    const std::string name = avro_name(spec.fields[i].name);
    fields.push_back(optional_field(name, avro_schema_of(types[i], name), spec.fields[i].field_id));
  }
  return avro::record("r102", std::move(fields));
}

avro::SchemaPtr list_of(avro::Type type, FieldId id) {
  return avro::array_of(avro::primitive(type), {avro::attribute("element-id", id)});
}

avro::SchemaPtr entry_schema(const PartitionSpec& spec, const std::vector<Type>& types,
                             ManifestContent content) {
  using enum avro::Type;
  std::vector<avro::Field> file_fields = {
      required_field("content", kInt, kContent),
      required_field("file_path", kString, kFilePath),
      required_field("file_format", kString, kFileFormat),
      required_field("partition", partition_schema(spec, types), kPartition),
      required_field("record_count", kLong, kRecordCount),
      required_field("file_size_in_bytes", kLong, kFileSize),
      map_field(kColumnSizesMap),
      map_field(kValueCountsMap),
      map_field(kNullValueCountsMap),
      map_field(kNanValueCountsMap),
      map_field(kLowerBoundsMap),
      map_field(kUpperBoundsMap),
      optional_field("key_metadata", kBytes, kKeyMetadata),
      optional_field("split_offsets", list_of(kLong, kSplitOffset), kSplitOffsets),
      optional_field("equality_ids", list_of(kInt, kEqualityId), kEqualityIds),
      optional_field("sort_order_id", kInt, kSortOrderId)};
  if (content == ManifestContent::kDeletes)
    file_fields.push_back(optional_field("referenced_data_file", kString, kReferencedDataFile));
  return avro::record(
      "manifest_entry",
      {required_field("status", kInt, kStatus), optional_field("snapshot_id", kLong, kSnapshotId),
       optional_field("sequence_number", kLong, kSequenceNumber),
       optional_field("file_sequence_number", kLong, kFileSequenceNumber),
       required_field("data_file", avro::record("r2", std::move(file_fields)), kDataFile)});
}

/// Appends the values of an entry in the order of entry_schema. An optional is a branch number and the value.
class EntryEncoder {
 public:
  EntryEncoder(std::string& out, const std::vector<Type>& partition_types, ManifestContent content)
      : out_(out), types_(partition_types), content_(content) {}

  void append(const ManifestEntry& entry) {
    avro::append_long(out_, static_cast<int>(entry.status));
    append_optional(entry.snapshot_id);
    append_optional(entry.sequence_number);
    append_optional(entry.file_sequence_number);
    append(entry.data_file);
  }

 private:
  void append(const DataFile& file) {
    avro::append_long(out_, static_cast<int>(file.content));
    avro::append_string(out_, file.file_path);
    avro::append_string(out_, file.file_format);
    append_partition(file.partition);
    avro::append_long(out_, file.record_count);
    avro::append_long(out_, file.file_size_bytes);
    append_items(file.column_sizes);
    append_items(file.value_counts);
    append_items(file.null_value_counts);
    append_items(file.nan_value_counts);
    append_items(file.lower_bounds);
    append_items(file.upper_bounds);
    append_optional(file.key_metadata);
    append_items(file.split_offsets);
    append_items(file.equality_ids);
    append_optional(file.sort_order_id);
    if (content_ == ManifestContent::kDeletes) append_optional(file.referenced_data_file);
  }

  void append_partition(const PartitionValues& values) {
    for (size_t i = 0; i < types_.size(); ++i) {
      avro::append_long(out_, is_null(values[i]) ? 0 : 1);
      if (!is_null(values[i])) append_literal(out_, values[i], types_[i]);
    }
  }

  template <typename T>
  void append_optional(const std::optional<T>& value) {
    avro::append_long(out_, value ? 1 : 0);
    if (value) append_value(*value);
  }

  void append_value(int64_t value) { avro::append_long(out_, value); }
  void append_value(const std::string& value) { avro::append_string(out_, value); }

  template <typename V>
  void append_value(const std::pair<const int, V>& entry) {
    append_value(int64_t{entry.first});
    append_value(entry.second);
  }

  /// An optional list or map.
  template <typename Items>
  void append_items(const Items& items) {
    avro::append_long(out_, items.empty() ? 0 : 1);
    if (items.empty()) return;
    avro::append_long(out_, std::ssize(items));
    for (const auto& item : items) append_value(item);
    avro::append_long(out_, 0);
  }

  std::string& out_;
  const std::vector<Type>& types_;
  ManifestContent content_;
};

}  // namespace

Result<std::string> manifest_to_avro(const Manifest& manifest) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto types, manifest.partition_spec.partition_types(manifest.schema));
  avro::ContainerWriterOptions options;
  options.metadata = {{"schema", schema_to_json(manifest.schema).dump()},
                      {"schema-id", std::to_string(manifest.schema.schema_id)},
                      {"partition-spec", partition_fields_to_json(manifest.partition_spec).dump()},
                      {"partition-spec-id", std::to_string(manifest.partition_spec.spec_id)},
                      {"format-version", "2"},
                      {"content", manifest.content == ManifestContent::kData ? "data" : "deletes"}};
  avro::ContainerWriter writer(entry_schema(manifest.partition_spec, types, manifest.content),
                               std::move(options));
  std::string datum;
  for (const ManifestEntry& entry : manifest.entries) {
    if (!literals_fit(entry.data_file.partition, types))
      return fail(ErrorKind::kInvalidInput, "the partition values of {} do not fit the spec of {} fields",
                  entry.data_file.file_path, types.size());
    datum.clear();
    EntryEncoder(datum, types, manifest.content).append(entry);
    EIGENLAKE_RETURN_IF_ERROR(writer.append_encoded(datum));
  }
  return writer.finish();
}

}  // namespace eigenlake::iceberg
