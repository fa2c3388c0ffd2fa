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
using avro::attribute;

avro::Field required(std::string name, avro::Type type, FieldId id) {
  return avro::required_field(std::move(name), avro::primitive(type), {attribute("field-id", id)});
}

avro::Field optional(std::string name, avro::SchemaPtr type, FieldId id) {
  return avro::optional_field(std::move(name), std::move(type), {attribute("field-id", id)});
}

avro::Field map_field(const MapIds& map) {
  const auto entry = avro::record(
      fmt::format("k{}_v{}", map.key_id, map.value_id),
      {avro::required_field("key", avro::primitive(avro::Type::kInt), {attribute("field-id", map.key_id)}),
       avro::required_field("value", avro::primitive(map.value_type),
                            {attribute("field-id", map.value_id)})});
  return optional(map.name, avro::array_of(entry, {}, "map"), map.field_id);
}

avro::SchemaPtr partition_schema(const PartitionSpec& spec, const std::vector<Type>& types) {
  std::vector<avro::Field> fields;
  for (size_t i = 0; i < types.size(); ++i) {
    const std::string name = avro_name(spec.fields[i].name);
    fields.push_back(avro::optional_field(name, avro_schema_of(types[i], name),
                                          {attribute("field-id", spec.fields[i].field_id)}));
  }
  return avro::record("r102", std::move(fields));
}

avro::SchemaPtr entry_schema(const PartitionSpec& spec, const std::vector<Type>& types,
                             ManifestContent content) {
  using enum avro::Type;
  std::vector<avro::Field> file_fields = {
      required("content", kInt, kContent),
      required("file_path", kString, kFilePath),
      required("file_format", kString, kFileFormat),
      avro::required_field("partition", partition_schema(spec, types), {attribute("field-id", kPartition)}),
      required("record_count", kLong, kRecordCount),
      required("file_size_in_bytes", kLong, kFileSize),
      map_field(kColumnSizesMap),
      map_field(kValueCountsMap),
      map_field(kNullValueCountsMap),
      map_field(kNanValueCountsMap),
      map_field(kLowerBoundsMap),
      map_field(kUpperBoundsMap),
      optional("key_metadata", avro::primitive(kBytes), kKeyMetadata),
      optional("split_offsets",
               avro::array_of(avro::primitive(kLong), {attribute("element-id", kSplitOffset)}),
               kSplitOffsets),
      optional("equality_ids", avro::array_of(avro::primitive(kInt), {attribute("element-id", kEqualityId)}),
               kEqualityIds),
      optional("sort_order_id", avro::primitive(kInt), kSortOrderId)};
  if (content == ManifestContent::kDeletes)
    file_fields.push_back(optional("referenced_data_file", avro::primitive(kString), kReferencedDataFile));
  const auto data_file = avro::record("r2", std::move(file_fields));
  return avro::record(
      "manifest_entry",
      {required("status", kInt, kStatus), optional("snapshot_id", avro::primitive(kLong), kSnapshotId),
       optional("sequence_number", avro::primitive(kLong), kSequenceNumber),
       optional("file_sequence_number", avro::primitive(kLong), kFileSequenceNumber),
       avro::required_field("data_file", data_file, {attribute("field-id", kDataFile)})});
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
    append_map(file.column_sizes);
    append_map(file.value_counts);
    append_map(file.null_value_counts);
    append_map(file.nan_value_counts);
    append_map(file.lower_bounds);
    append_map(file.upper_bounds);
    avro::append_long(out_, file.key_metadata ? 1 : 0);
    if (file.key_metadata) avro::append_string(out_, *file.key_metadata);
    append_list(file.split_offsets);
    append_list(file.equality_ids);
    append_optional(file.sort_order_id);
    if (content_ == ManifestContent::kData) return;
    avro::append_long(out_, file.referenced_data_file ? 1 : 0);
    if (file.referenced_data_file) avro::append_string(out_, *file.referenced_data_file);
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
    if (value) avro::append_long(out_, *value);
  }

  void append_value(int64_t value) { avro::append_long(out_, value); }
  void append_value(const std::string& value) { avro::append_string(out_, value); }

  template <typename V>
  void append_map(const std::map<int, V>& map) {
    avro::append_long(out_, map.empty() ? 0 : 1);
    if (map.empty()) return;
    avro::append_long(out_, static_cast<int64_t>(map.size()));
    for (const auto& [key, value] : map) {
      avro::append_long(out_, key);
      append_value(value);
    }
    avro::append_long(out_, 0);
  }

  template <typename T>
  void append_list(const std::vector<T>& items) {
    avro::append_long(out_, items.empty() ? 0 : 1);
    if (items.empty()) return;
    avro::append_long(out_, static_cast<int64_t>(items.size()));
    for (const T item : items) avro::append_long(out_, item);
    avro::append_long(out_, 0);
  }

  std::string& out_;
  const std::vector<Type>& types_;
  ManifestContent content_;
};

Result<> check_partition(const DataFile& file, const std::vector<Type>& types) {
  bool fits = file.partition.size() == types.size();
  for (size_t i = 0; fits && i < types.size(); ++i) fits = literal_fits(file.partition[i], types[i]);
  if (fits) return {};
  return fail(ErrorKind::kInvalidInput, "the partition values of {} do not fit the spec of {} fields",
              file.file_path, types.size());
}

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
    EIGENLAKE_RETURN_IF_ERROR(check_partition(entry.data_file, types));
    datum.clear();
    EntryEncoder(datum, types, manifest.content).append(entry);
    EIGENLAKE_RETURN_IF_ERROR(writer.append_encoded(datum));
  }
  return writer.finish();
}

}  // namespace eigenlake::iceberg
