#include "eigenlake/iceberg/manifest_avro.h"

#include "eigenlake/avro/binary_cursor.h"
#include "eigenlake/avro/object_container.h"
#include "eigenlake/iceberg/avro_fields.h"
#include "eigenlake/iceberg/partition_spec_json.h"
#include "eigenlake/iceberg/schema_json.h"

namespace eigenlake::iceberg {
namespace {

using avro::attribute;

/// Field ids of the spec's manifest_entry and data_file structs.
enum FieldId {
  kStatus = 0,
  kSnapshotId = 1,
  kDataFile = 2,
  kSequenceNumber = 3,
  kFileSequenceNumber = 4,
  kFilePath = 100,
  kFileFormat = 101,
  kPartition = 102,
  kRecordCount = 103,
  kFileSize = 104,
  kColumnSizes = 108,
  kValueCounts = 109,
  kNullValueCounts = 110,
  kLowerBounds = 125,
  kUpperBounds = 128,
  kKeyMetadata = 131,
  kSplitOffsets = 132,
  kSplitOffset = 133,
  kContent = 134,
  kEqualityIds = 135,
  kEqualityId = 136,
  kNanValueCounts = 137,
  kSortOrderId = 140,
};

/// The maps of data_file: Avro has no maps with integer keys, so each is an array of key-value records.
struct MapIds {
  const char* name;
  FieldId field_id;
  int key_id;
  int value_id;
  avro::Type value_type;
};
constexpr MapIds kColumnSizesMap{"column_sizes", kColumnSizes, 117, 118, avro::Type::kLong};
constexpr MapIds kValueCountsMap{"value_counts", kValueCounts, 119, 120, avro::Type::kLong};
constexpr MapIds kNullValueCountsMap{"null_value_counts", kNullValueCounts, 121, 122, avro::Type::kLong};
constexpr MapIds kNanValueCountsMap{"nan_value_counts", kNanValueCounts, 138, 139, avro::Type::kLong};
constexpr MapIds kLowerBoundsMap{"lower_bounds", kLowerBounds, 126, 127, avro::Type::kBytes};
constexpr MapIds kUpperBoundsMap{"upper_bounds", kUpperBounds, 129, 130, avro::Type::kBytes};

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

avro::SchemaPtr entry_schema(const PartitionSpec& spec, const std::vector<Type>& types) {
  using enum avro::Type;
  const auto data_file = avro::record(
      "r2",
      {required("content", kInt, kContent), required("file_path", kString, kFilePath),
       required("file_format", kString, kFileFormat),
       avro::required_field("partition", partition_schema(spec, types), {attribute("field-id", kPartition)}),
       required("record_count", kLong, kRecordCount), required("file_size_in_bytes", kLong, kFileSize),
       map_field(kColumnSizesMap), map_field(kValueCountsMap), map_field(kNullValueCountsMap),
       map_field(kNanValueCountsMap), map_field(kLowerBoundsMap), map_field(kUpperBoundsMap),
       optional("key_metadata", avro::primitive(kBytes), kKeyMetadata),
       optional("split_offsets",
                avro::array_of(avro::primitive(kLong), {attribute("element-id", kSplitOffset)}),
                kSplitOffsets),
       optional("equality_ids", avro::array_of(avro::primitive(kInt), {attribute("element-id", kEqualityId)}),
                kEqualityIds),
       optional("sort_order_id", avro::primitive(kInt), kSortOrderId)});
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
  EntryEncoder(std::string& out, const std::vector<Type>& partition_types)
      : out_(out), types_(partition_types) {}

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
};

/// Reads entries by field id, with the positions looked up once for all of them.
class EntryDecoder {
 public:
  static Result<EntryDecoder> create(const avro::Schema& schema, const PartitionSpec& spec,
                                     std::vector<Type> types) {
    EntryDecoder decoder;
    EIGENLAKE_ASSIGN_OR_RETURN(decoder.entry_, AvroFields::create(schema));
    const avro::Schema* file_schema = decoder.entry_.schema_of(kDataFile);
    if (file_schema == nullptr)
      return fail(ErrorKind::kCorrupt, "expected a data_file (field id 2), found none");
    EIGENLAKE_ASSIGN_OR_RETURN(decoder.file_, AvroFields::create(*file_schema));
    const avro::Schema* partition_schema = decoder.file_.schema_of(kPartition);
    if (partition_schema == nullptr)
      return fail(ErrorKind::kCorrupt, "expected a partition (field id 102), found none");
    EIGENLAKE_ASSIGN_OR_RETURN(decoder.partition_, AvroFields::create(*partition_schema));
    decoder.spec_ = &spec;
    decoder.types_ = std::move(types);
    return decoder;
  }

  Result<ManifestEntry> decode(const avro::Value& record) const {
    ManifestEntry entry;
    EIGENLAKE_ASSIGN_OR_RETURN(const int status, entry_.required_int(record, kStatus));
    if (status < 0 || status > 2)
      return fail(ErrorKind::kCorrupt, "expected status 0, 1 or 2, found {}", status);
    entry.status = static_cast<ManifestEntry::Status>(status);
    EIGENLAKE_ASSIGN_OR_RETURN(entry.snapshot_id, entry_.optional_long(record, kSnapshotId));
    EIGENLAKE_ASSIGN_OR_RETURN(entry.sequence_number, entry_.optional_long(record, kSequenceNumber));
    EIGENLAKE_ASSIGN_OR_RETURN(entry.file_sequence_number, entry_.optional_long(record, kFileSequenceNumber));
    const avro::Value* file = entry_.find(record, kDataFile);
    if (file == nullptr) return fail(ErrorKind::kCorrupt, "expected a data_file, found null");
    EIGENLAKE_ASSIGN_OR_RETURN(entry.data_file, decode_file(*file));
    return entry;
  }

 private:
  Result<DataFile> decode_file(const avro::Value& record) const {
    DataFile file;
    file.spec_id = spec_->spec_id;
    EIGENLAKE_ASSIGN_OR_RETURN(const auto content, file_.optional_int(record, kContent));
    if (content.value_or(0) < 0 || content.value_or(0) > 2) {
      return fail(ErrorKind::kCorrupt, "expected content 0, 1 or 2, found {}", *content);
    }
    file.content = static_cast<FileContent>(content.value_or(0));
    EIGENLAKE_ASSIGN_OR_RETURN(file.file_path, file_.required_string(record, kFilePath));
    EIGENLAKE_ASSIGN_OR_RETURN(file.file_format, file_.required_string(record, kFileFormat));
    EIGENLAKE_ASSIGN_OR_RETURN(file.partition, decode_partition(record));
    EIGENLAKE_ASSIGN_OR_RETURN(file.record_count, file_.required_long(record, kRecordCount));
    EIGENLAKE_ASSIGN_OR_RETURN(file.file_size_bytes, file_.required_long(record, kFileSize));
    EIGENLAKE_ASSIGN_OR_RETURN(file.column_sizes, decode_map<int64_t>(record, kColumnSizesMap));
    EIGENLAKE_ASSIGN_OR_RETURN(file.value_counts, decode_map<int64_t>(record, kValueCountsMap));
    EIGENLAKE_ASSIGN_OR_RETURN(file.null_value_counts, decode_map<int64_t>(record, kNullValueCountsMap));
    EIGENLAKE_ASSIGN_OR_RETURN(file.nan_value_counts, decode_map<int64_t>(record, kNanValueCountsMap));
    EIGENLAKE_ASSIGN_OR_RETURN(file.lower_bounds, decode_map<std::string>(record, kLowerBoundsMap));
    EIGENLAKE_ASSIGN_OR_RETURN(file.upper_bounds, decode_map<std::string>(record, kUpperBoundsMap));
    EIGENLAKE_ASSIGN_OR_RETURN(file.key_metadata, file_.optional_bytes(record, kKeyMetadata));
    EIGENLAKE_ASSIGN_OR_RETURN(file.split_offsets, decode_list<int64_t>(record, kSplitOffsets));
    EIGENLAKE_ASSIGN_OR_RETURN(file.equality_ids, decode_list<int>(record, kEqualityIds));
    EIGENLAKE_ASSIGN_OR_RETURN(file.sort_order_id, file_.optional_int(record, kSortOrderId));
    return file;
  }

  Result<PartitionValues> decode_partition(const avro::Value& record) const {
    PartitionValues values(types_.size());
    const avro::Value* partition = file_.find(record, kPartition);
    if (partition == nullptr) return fail(ErrorKind::kCorrupt, "expected a partition, found null");
    for (size_t i = 0; i < types_.size(); ++i) {
      const avro::Value* value = partition_.find(*partition, spec_->fields[i].field_id);
      if (value == nullptr) continue;
      EIGENLAKE_ASSIGN_OR_RETURN(values[i], literal_from_avro(*value, types_[i]));
    }
    return values;
  }

  template <typename V>
  Result<std::map<int, V>> decode_map(const avro::Value& record, const MapIds& ids) const {
    std::map<int, V> map;
    EIGENLAKE_ASSIGN_OR_RETURN(const avro::Array* array, file_.optional_array(record, ids.field_id));
    if (array == nullptr) return map;
    const avro::Schema& array_schema = without_null(*file_.schema_of(ids.field_id));
    EIGENLAKE_ASSIGN_OR_RETURN(const AvroFields entry, AvroFields::create(*array_schema.items));
    for (const avro::Value& item : array->items) {
      EIGENLAKE_ASSIGN_OR_RETURN(const int key, entry.required_int(item, ids.key_id));
      if constexpr (std::is_same_v<V, int64_t>) {
        EIGENLAKE_ASSIGN_OR_RETURN(map[key], entry.required_long(item, ids.value_id));
      } else {
        EIGENLAKE_ASSIGN_OR_RETURN(auto bytes, entry.optional_bytes(item, ids.value_id));
        if (bytes) map[key] = *std::move(bytes);
      }
    }
    return map;
  }

  template <typename T>
  Result<std::vector<T>> decode_list(const avro::Value& record, FieldId id) const {
    std::vector<T> items;
    EIGENLAKE_ASSIGN_OR_RETURN(const avro::Array* array, file_.optional_array(record, id));
    if (array == nullptr) return items;
    for (const avro::Value& item : array->items) {
      EIGENLAKE_ASSIGN_OR_RETURN(const Literal number, literal_from_avro(item, Type::int64()));
      if (is_null(number))
        return fail(ErrorKind::kCorrupt, "expected a number in the list {}, found null", int{id});
      items.push_back(static_cast<T>(std::get<int64_t>(number)));
    }
    return items;
  }

  AvroFields entry_;
  AvroFields file_;
  AvroFields partition_;
  const PartitionSpec* spec_ = nullptr;
  std::vector<Type> types_;
};

Result<Json> header_json(const avro::ContainerReader& reader, std::string_view key) {
  const auto text = reader.metadata(key);
  if (!text) return fail(ErrorKind::kCorrupt, "expected \"{}\" in the header of a manifest, found none", key);
  return parse_json(*text);
}

Result<Manifest> read_header(const avro::ContainerReader& reader) {
  Manifest manifest;
  const auto version = reader.metadata("format-version").value_or("1");
  if (version != "1" && version != "2") {
    return fail(ErrorKind::kUnsupported, "expected a manifest of format version 1 or 2, found {}", version);
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const Json schema, header_json(reader, "schema"));
  EIGENLAKE_ASSIGN_OR_RETURN(manifest.schema, schema_from_json(schema));
  EIGENLAKE_ASSIGN_OR_RETURN(const Json fields, header_json(reader, "partition-spec"));
  int spec_id = 0;
  if (reader.metadata("partition-spec-id")) {
    EIGENLAKE_ASSIGN_OR_RETURN(const Json id, header_json(reader, "partition-spec-id"));
    if (!id.is_number_integer()) return fail(ErrorKind::kCorrupt, "expected a number as partition-spec-id");
    spec_id = id.get<int>();
  }
  EIGENLAKE_ASSIGN_OR_RETURN(manifest.partition_spec, partition_spec_from_fields(spec_id, fields));
  manifest.content = reader.metadata("content").value_or("data") == "deletes" ? ManifestContent::kDeletes
                                                                              : ManifestContent::kData;
  return manifest;
}

Result<> check_partition(const DataFile& file, const std::vector<Type>& types) {
  bool fits = file.partition.size() == types.size();
  for (size_t i = 0; fits && i < types.size(); ++i) fits = literal_fits(file.partition[i], types[i]);
  if (fits) return {};
  return fail(ErrorKind::kInvalidInput,
              "expected partition values that fit the spec of {} fields, found others in {}", types.size(),
              file.file_path);
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
  avro::ContainerWriter writer(entry_schema(manifest.partition_spec, types), std::move(options));
  std::string datum;
  for (const ManifestEntry& entry : manifest.entries) {
    EIGENLAKE_RETURN_IF_ERROR(check_partition(entry.data_file, types));
    datum.clear();
    EntryEncoder(datum, types).append(entry);
    EIGENLAKE_RETURN_IF_ERROR(writer.append_encoded(datum));
  }
  return writer.finish();
}

Result<Manifest> manifest_from_avro(std::string_view bytes) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto reader, avro::ContainerReader::open(bytes));
  EIGENLAKE_ASSIGN_OR_RETURN(Manifest manifest, read_header(reader));
  EIGENLAKE_ASSIGN_OR_RETURN(auto types, manifest.partition_spec.partition_types(manifest.schema));
  EIGENLAKE_ASSIGN_OR_RETURN(
      const EntryDecoder decoder,
      EntryDecoder::create(*reader.schema(), manifest.partition_spec, std::move(types)));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto records, avro::read_container(bytes));
  for (const avro::Value& record : records) {
    EIGENLAKE_ASSIGN_OR_RETURN(ManifestEntry entry, decoder.decode(record));
    manifest.entries.push_back(std::move(entry));
  }
  return manifest;
}

Result<> inherit_from(const ManifestFile& file, Manifest& manifest) {
  for (ManifestEntry& entry : manifest.entries) {
    const bool may_inherit = entry.status == ManifestEntry::Status::kAdded || file.sequence_number == 0;
    if (!may_inherit && !entry.sequence_number) {
      return fail(ErrorKind::kCorrupt,
                  "expected a sequence number of the file {} that {} did not add, found none",
                  entry.data_file.file_path, file.manifest_path);
    }
    if (!entry.snapshot_id) entry.snapshot_id = file.added_snapshot_id;
    if (!entry.sequence_number) entry.sequence_number = file.sequence_number;
    if (!entry.file_sequence_number && may_inherit) entry.file_sequence_number = file.sequence_number;
    entry.data_file.spec_id = file.partition_spec_id;
  }
  return {};
}

}  // namespace eigenlake::iceberg
