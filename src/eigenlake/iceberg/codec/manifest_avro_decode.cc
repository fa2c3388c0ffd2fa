// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "eigenlake/avro/object_container.h"
#include "eigenlake/iceberg/codec/avro_fields.h"
#include "eigenlake/iceberg/codec/manifest_avro.h"
#include "eigenlake/iceberg/codec/manifest_avro_fields.h"
#include "eigenlake/iceberg/codec/partition_spec_json.h"
#include "eigenlake/iceberg/codec/schema_json.h"

namespace eigenlake::iceberg {
namespace {

using namespace manifest_avro;

/// Reads entries; positions of fields are looked up once.
class EntryDecoder {
 public:
  static Result<EntryDecoder> create(const avro::Schema& schema, const Manifest& manifest) {
    EntryDecoder decoder;
    EIGENLAKE_ASSIGN_OR_RETURN(decoder.entry_, AvroFields::create(schema));
    const avro::Schema* file_schema = decoder.entry_.schema_of(kDataFile);
    if (file_schema == nullptr)
      return fail(ErrorKind::kCorrupt, "manifest entries have no data_file (field id 2)");
    EIGENLAKE_ASSIGN_OR_RETURN(decoder.file_, AvroFields::create(*file_schema));
    const avro::Schema* partition_schema = decoder.file_.schema_of(kPartition);
    if (partition_schema == nullptr)
      return fail(ErrorKind::kCorrupt, "manifest entries have no partition (field id 102)");
    EIGENLAKE_ASSIGN_OR_RETURN(decoder.partition_, AvroFields::create(*partition_schema));
    decoder.spec_ = &manifest.partition_spec;
    for (const PartitionField& field : manifest.partition_spec.fields) {
      EIGENLAKE_ASSIGN_OR_RETURN(decoder.types_.emplace_back(),
                                 decoder.partition_type(field, manifest.schema));
    }
    return decoder;
  }

  Result<ManifestEntry> decode(const avro::Value& record) const {
    ManifestEntry entry;
    EIGENLAKE_ASSIGN_OR_RETURN(const int status, entry_.required_int(record, kStatus));
    if (status < 0 || status > 2)
      return fail(ErrorKind::kCorrupt, "status must be 0, 1 or 2, got {}", status);
    entry.status = static_cast<ManifestEntry::Status>(status);
    EIGENLAKE_ASSIGN_OR_RETURN(entry.snapshot_id, entry_.optional_long(record, kSnapshotId));
    EIGENLAKE_ASSIGN_OR_RETURN(entry.sequence_number, entry_.optional_long(record, kSequenceNumber));
    EIGENLAKE_ASSIGN_OR_RETURN(entry.file_sequence_number, entry_.optional_long(record, kFileSequenceNumber));
    const avro::Value* file = entry_.find(record, kDataFile);
    if (file == nullptr) return fail(ErrorKind::kCorrupt, "data_file is null");
    EIGENLAKE_ASSIGN_OR_RETURN(entry.data_file, decode_file(*file));
    return entry;
  }

 private:
  /// The stored type if the transform is unknown or its source column was dropped.
  Result<Type> partition_type(const PartitionField& field, const Schema& schema) const {
    const NestedField* source = schema.find_field(field.source_id);
    const bool is_known = source != nullptr && field.transform.kind != Transform::Kind::kUnknown;
    if (is_known && source->type.is_primitive()) return field.transform.result_type(source->type);
    const avro::Schema* stored = partition_.schema_of(field.field_id);
    return stored == nullptr ? Type::string() : primitive_type_of(*stored);
  }

  Result<DataFile> decode_file(const avro::Value& record) const {
    DataFile file;
    file.spec_id = spec_->spec_id;
    EIGENLAKE_ASSIGN_OR_RETURN(const auto content, file_.optional_int(record, kContent));
    if (content.value_or(0) < 0 || content.value_or(0) > 2)
      return fail(ErrorKind::kCorrupt, "content must be 0, 1 or 2, got {}", *content);
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
    if (file_.find(record, kReferencedDataFile) != nullptr) {
      EIGENLAKE_ASSIGN_OR_RETURN(file.referenced_data_file,
                                 file_.required_string(record, kReferencedDataFile));
    }
    return file;
  }

  Result<PartitionValues> decode_partition(const avro::Value& record) const {
    PartitionValues values(types_.size());
    const avro::Value* partition = file_.find(record, kPartition);
    if (partition == nullptr) return fail(ErrorKind::kCorrupt, "partition is null");
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
      if (is_null(number)) return fail(ErrorKind::kCorrupt, "the list with field id {} has a null", int{id});
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
  if (!text) return fail(ErrorKind::kCorrupt, "the manifest's header has no '{}'", key);
  return parse_json(*text);
}

Result<Manifest> read_header(const avro::ContainerReader& reader) {
  Manifest manifest;
  const auto version = reader.metadata("format-version").value_or("1");
  if (version != "1" && version != "2")
    return fail(ErrorKind::kUnsupported, "unsupported manifest format version {} (supported: 1 and 2)",
                version);
  EIGENLAKE_ASSIGN_OR_RETURN(const Json schema, header_json(reader, "schema"));
  EIGENLAKE_ASSIGN_OR_RETURN(manifest.schema, schema_from_json(schema));
  EIGENLAKE_ASSIGN_OR_RETURN(const Json fields, header_json(reader, "partition-spec"));
  int spec_id = 0;
  if (reader.metadata("partition-spec-id")) {
    EIGENLAKE_ASSIGN_OR_RETURN(const Json id, header_json(reader, "partition-spec-id"));
    if (!id.is_number_integer() || !std::in_range<int>(id.get<int64_t>()))
      return fail(ErrorKind::kCorrupt, "partition-spec-id must be a 32-bit number");
    spec_id = id.get<int>();
  }
  EIGENLAKE_ASSIGN_OR_RETURN(manifest.partition_spec, partition_spec_from_fields(spec_id, fields));
  manifest.content = reader.metadata("content").value_or("data") == "deletes" ? ManifestContent::kDeletes
                                                                              : ManifestContent::kData;
  return manifest;
}

}  // namespace

Result<Manifest> manifest_from_avro(std::string_view bytes) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto reader, avro::ContainerReader::open(bytes));
  EIGENLAKE_ASSIGN_OR_RETURN(Manifest manifest, read_header(reader));
  EIGENLAKE_ASSIGN_OR_RETURN(const EntryDecoder decoder, EntryDecoder::create(*reader.schema(), manifest));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto records, avro::read_container(bytes));
  for (const avro::Value& record : records) {
    EIGENLAKE_ASSIGN_OR_RETURN(manifest.entries.emplace_back(), decoder.decode(record));
  }
  return manifest;
}

Result<> inherit_from(const ManifestFile& file, Manifest& manifest) {
  for (ManifestEntry& entry : manifest.entries) {
    const bool may_inherit = entry.status == ManifestEntry::Status::kAdded || file.sequence_number == 0;
    if (!may_inherit && !entry.sequence_number)
      return fail(ErrorKind::kCorrupt, "the file {} has no sequence number, although {} did not add it",
                  entry.data_file.file_path, file.manifest_path);
    if (!entry.snapshot_id) entry.snapshot_id = file.added_snapshot_id;
    if (!entry.sequence_number) entry.sequence_number = file.sequence_number;
    if (!entry.file_sequence_number && may_inherit) entry.file_sequence_number = file.sequence_number;
    entry.data_file.spec_id = file.partition_spec_id;
  }
  return {};
}

}  // namespace eigenlake::iceberg
