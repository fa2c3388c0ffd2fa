// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/codec/manifest_list_avro.h"

#include "eigenlake/avro/binary_cursor.h"
#include "eigenlake/avro/object_container.h"
#include "eigenlake/iceberg/codec/avro_fields.h"

namespace eigenlake::iceberg {
namespace {

/// Field ids of the spec's manifest_file struct.
enum FieldId {
  kPath = 500,
  kLength = 501,
  kSpecId = 502,
  kAddedSnapshotId = 503,
  kAddedFiles = 504,
  kExistingFiles = 505,
  kDeletedFiles = 506,
  kPartitions = 507,
  kPartitionElement = 508,
  kContainsNull = 509,
  kLowerBound = 510,
  kUpperBound = 511,
  kAddedRows = 512,
  kExistingRows = 513,
  kDeletedRows = 514,
  kSequenceNumber = 515,
  kMinSequenceNumber = 516,
  kContent = 517,
  kContainsNan = 518,
  kKeyMetadata = 519,
};

avro::SchemaPtr manifest_file_schema() {
  using enum avro::Type;
  static const avro::SchemaPtr summary =
      avro::record("r508", {required_field("contains_null", kBoolean, kContainsNull),
                            optional_field("contains_nan", kBoolean, kContainsNan),
                            optional_field("lower_bound", kBytes, kLowerBound),
                            optional_field("upper_bound", kBytes, kUpperBound)});
  static const avro::SchemaPtr summaries =
      avro::array_of(summary, {avro::attribute("element-id", kPartitionElement)});
  static const avro::SchemaPtr schema = avro::record(
      "manifest_file",
      {required_field("manifest_path", kString, kPath), required_field("manifest_length", kLong, kLength),
       required_field("partition_spec_id", kInt, kSpecId), required_field("content", kInt, kContent),
       required_field("sequence_number", kLong, kSequenceNumber),
       required_field("min_sequence_number", kLong, kMinSequenceNumber),
       required_field("added_snapshot_id", kLong, kAddedSnapshotId),
       required_field("added_files_count", kInt, kAddedFiles),
       required_field("existing_files_count", kInt, kExistingFiles),
       required_field("deleted_files_count", kInt, kDeletedFiles),
       required_field("added_rows_count", kLong, kAddedRows),
       required_field("existing_rows_count", kLong, kExistingRows),
       required_field("deleted_rows_count", kLong, kDeletedRows),
       optional_field("partitions", summaries, kPartitions),
       optional_field("key_metadata", kBytes, kKeyMetadata)});
  return schema;
}

void append_optional_bytes(std::string& out, const std::optional<std::string>& bytes) {
  avro::append_long(out, bytes ? 1 : 0);
  if (bytes) avro::append_string(out, *bytes);
}

void append_summary(std::string& out, const FieldSummary& summary) {
  avro::append_boolean(out, summary.contains_null);
  avro::append_long(out, summary.contains_nan ? 1 : 0);
  if (summary.contains_nan) avro::append_boolean(out, *summary.contains_nan);
  append_optional_bytes(out, summary.lower_bound);
  append_optional_bytes(out, summary.upper_bound);
}

std::string encode(const ManifestFile& file) {
  std::string out;
  avro::append_string(out, file.manifest_path);
  avro::append_long(out, file.manifest_length);
  avro::append_long(out, file.partition_spec_id);
  avro::append_long(out, static_cast<int>(file.content));
  for (const int64_t number : {file.sequence_number, file.min_sequence_number, file.added_snapshot_id,
                               int64_t{file.added_files_count}, int64_t{file.existing_files_count},
                               int64_t{file.deleted_files_count}, file.added_rows_count,
                               file.existing_rows_count, file.deleted_rows_count})
    avro::append_long(out, number);
  avro::append_long(out, 1);  // The branch of the union that is not null.
  if (!file.partitions.empty()) {
    avro::append_long(out, static_cast<int64_t>(file.partitions.size()));
    for (const FieldSummary& summary : file.partitions) append_summary(out, summary);
  }
  avro::append_long(out, 0);
  append_optional_bytes(out, file.key_metadata);
  return out;
}

Result<std::vector<FieldSummary>> decode_summaries(const AvroFields& fields, const avro::Value& record) {
  std::vector<FieldSummary> summaries;
  EIGENLAKE_ASSIGN_OR_RETURN(const avro::Array* array, fields.optional_array(record, kPartitions));
  if (array == nullptr) return summaries;
  const avro::Schema& array_schema = without_null(*fields.schema_of(kPartitions));
  EIGENLAKE_ASSIGN_OR_RETURN(const AvroFields item_fields, AvroFields::create(*array_schema.items));
  for (const avro::Value& item : array->items) {
    FieldSummary& summary = summaries.emplace_back();
    EIGENLAKE_ASSIGN_OR_RETURN(const auto contains_null, item_fields.optional_boolean(item, kContainsNull));
    summary.contains_null = contains_null.value_or(true);
    EIGENLAKE_ASSIGN_OR_RETURN(summary.contains_nan, item_fields.optional_boolean(item, kContainsNan));
    EIGENLAKE_ASSIGN_OR_RETURN(summary.lower_bound, item_fields.optional_bytes(item, kLowerBound));
    EIGENLAKE_ASSIGN_OR_RETURN(summary.upper_bound, item_fields.optional_bytes(item, kUpperBound));
  }
  return summaries;
}

template <typename T>
Result<T> value_or(Result<std::optional<T>> value, T otherwise) {
  if (!value) return std::unexpected(std::move(value).error());
  return value->value_or(otherwise);
}

Result<ManifestFile> decode(const AvroFields& fields, const avro::Value& record) {
  ManifestFile file;
  EIGENLAKE_ASSIGN_OR_RETURN(file.manifest_path, fields.required_string(record, kPath));
  EIGENLAKE_ASSIGN_OR_RETURN(file.manifest_length, fields.required_long(record, kLength));
  EIGENLAKE_ASSIGN_OR_RETURN(file.partition_spec_id, fields.required_int(record, kSpecId));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto content, fields.optional_int(record, kContent));
  file.content = content.value_or(0) == 0 ? ManifestContent::kData : ManifestContent::kDeletes;
  // Version 1 has neither sequence numbers nor, in old files, counts.
  const auto long_of = [&](FieldId id) { return value_or(fields.optional_long(record, id), int64_t{0}); };
  const auto count_of = [&](FieldId id) {
    return value_or(fields.optional_int(record, id), kUnknownFileCount);
  };
  EIGENLAKE_ASSIGN_OR_RETURN(file.sequence_number, long_of(kSequenceNumber));
  EIGENLAKE_ASSIGN_OR_RETURN(file.min_sequence_number, long_of(kMinSequenceNumber));
  EIGENLAKE_ASSIGN_OR_RETURN(file.added_snapshot_id, fields.required_long(record, kAddedSnapshotId));
  EIGENLAKE_ASSIGN_OR_RETURN(file.added_files_count, count_of(kAddedFiles));
  EIGENLAKE_ASSIGN_OR_RETURN(file.existing_files_count, count_of(kExistingFiles));
  EIGENLAKE_ASSIGN_OR_RETURN(file.deleted_files_count, count_of(kDeletedFiles));
  EIGENLAKE_ASSIGN_OR_RETURN(file.added_rows_count, long_of(kAddedRows));
  EIGENLAKE_ASSIGN_OR_RETURN(file.existing_rows_count, long_of(kExistingRows));
  EIGENLAKE_ASSIGN_OR_RETURN(file.deleted_rows_count, long_of(kDeletedRows));
  EIGENLAKE_ASSIGN_OR_RETURN(file.partitions, decode_summaries(fields, record));
  EIGENLAKE_ASSIGN_OR_RETURN(file.key_metadata, fields.optional_bytes(record, kKeyMetadata));
  return file;
}

}  // namespace

Result<std::string> manifest_list_to_avro(std::span<const ManifestFile> manifests, int64_t snapshot_id,
                                          std::optional<int64_t> parent_snapshot_id,
                                          int64_t sequence_number) {
  avro::ContainerWriterOptions options;
  options.metadata = {
      {"snapshot-id", std::to_string(snapshot_id)},
      {"parent-snapshot-id", parent_snapshot_id ? std::to_string(*parent_snapshot_id) : "null"},
      {"sequence-number", std::to_string(sequence_number)},
      {"format-version", "2"}};
  avro::ContainerWriter writer(manifest_file_schema(), std::move(options));
  for (const ManifestFile& file : manifests) EIGENLAKE_RETURN_IF_ERROR(writer.append_encoded(encode(file)));
  return writer.finish();
}

Result<std::vector<ManifestFile>> manifest_list_from_avro(std::string_view bytes) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto reader, avro::ContainerReader::open(bytes));
  EIGENLAKE_ASSIGN_OR_RETURN(const AvroFields fields, AvroFields::create(*reader.schema()));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto records, avro::read_container(bytes));
  std::vector<ManifestFile> manifests;
  for (const avro::Value& record : records) {
    EIGENLAKE_ASSIGN_OR_RETURN(manifests.emplace_back(), decode(fields, record));
  }
  return manifests;
}

}  // namespace eigenlake::iceberg
