// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "eigenlake/avro/object_container.h"
#include "eigenlake/iceberg/codec/manifest_avro.h"
#include "eigenlake/iceberg/codec/manifest_list_avro.h"

/// Manifests and lists as other writers make them: of version 1, with other names and field orders, damaged.
namespace eigenlake::iceberg {
namespace {

using avro::attribute;
using avro::Record;
using AvroType = avro::Type;
using Status = ManifestEntry::Status;

avro::Field required(std::string name, AvroType type, int id) {
  return avro::required_field(std::move(name), avro::primitive(type), {attribute("field-id", id)});
}

avro::Field optional_of(std::string name, avro::SchemaPtr type, int id) {
  return avro::optional_field(std::move(name), std::move(type), {attribute("field-id", id)});
}

constexpr const char* kSchema =
    R"({"type": "struct", "fields": [{"id": 1, "name": "x", "required": false, "type": "long"}]})";
constexpr const char* kSpec = R"([{"source-id": 1, "name": "p", "transform": "identity"}])";

/// The header of a version 1 manifest has no version and no content.
avro::Metadata v1_header() {
  return {{"schema", kSchema}, {"partition-spec", kSpec}, {"partition-spec-id", "3"}};
}

void set(avro::Metadata& header, const std::string& key, const std::optional<std::string>& value) {
  std::erase_if(header, [&](const auto& entry) { return entry.first == key; });
  if (value) header.emplace_back(key, *value);
}

/// The entry of version 1: snapshot_id is required, there is no sequence number, no content and a block size.
avro::SchemaPtr v1_entry_schema(AvroType partition_type = AvroType::kInt) {
  const auto partition = avro::record("r102", {optional_of("p", avro::primitive(partition_type), 1000)});
  const auto file = avro::record(
      "r2",
      {required("block_size_in_bytes", AvroType::kLong, 105), required("file_path", AvroType::kString, 100),
       required("file_format", AvroType::kString, 101),
       avro::required_field("partition", partition, {attribute("field-id", 102)}),
       required("record_count", AvroType::kLong, 103), required("file_size_in_bytes", AvroType::kLong, 104)});
  return avro::record("manifest_entry",
                      {required("status", AvroType::kInt, 0), required("snapshot_id", AvroType::kLong, 1),
                       avro::required_field("data_file", file, {attribute("field-id", 2)})});
}

avro::Value v1_entry(int32_t status, avro::Value partition = int32_t{7}) {
  return Record{{status, int64_t{55},
                 Record{{int64_t{67108864}, "s3://b/t/data/a.parquet", "PARQUET",
                         Record{{std::move(partition)}}, int64_t{12}, int64_t{345}}}}};
}

std::string container(avro::SchemaPtr schema, const std::vector<avro::Value>& values, avro::Metadata header) {
  avro::ContainerWriterOptions options;
  options.metadata = std::move(header);
  auto bytes = avro::write_container(std::move(schema), values, std::move(options));
  EXPECT_TRUE(bytes) << bytes.error().to_string();
  return *std::move(bytes);
}

TEST(ManifestOfVersion1, HasTheDefaultsOfVersion2) {
  const auto manifest = manifest_from_avro(container(v1_entry_schema(), {v1_entry(1)}, v1_header()));
  ASSERT_TRUE(manifest) << manifest.error().to_string();
  EXPECT_EQ(manifest->content, ManifestContent::kData);
  EXPECT_EQ(manifest->partition_spec.spec_id, 3);
  EXPECT_EQ(manifest->partition_spec.fields[0].field_id, 1000);
  const ManifestEntry& entry = manifest->entries.at(0);
  EXPECT_EQ(entry.status, Status::kAdded);
  EXPECT_EQ(entry.snapshot_id, 55);
  EXPECT_EQ(entry.sequence_number, std::nullopt);
  EXPECT_EQ(entry.data_file.content, FileContent::kData);
  EXPECT_EQ(entry.data_file.file_path, "s3://b/t/data/a.parquet");
  EXPECT_EQ(entry.data_file.record_count, 12);
  EXPECT_EQ(entry.data_file.file_size_bytes, 345);
  EXPECT_EQ(entry.data_file.spec_id, 3);
  EXPECT_TRUE(entry.data_file.value_counts.empty());
  EXPECT_EQ(entry.data_file.partition, PartitionValues{int64_t{7}}) << "the column was widened since";
}

/// "Sequence number inheritance": files of version 1 have sequence number 0, also those that stayed.
TEST(ManifestOfVersion1, EveryEntryInheritsSequenceNumber0) {
  auto manifest =
      *manifest_from_avro(container(v1_entry_schema(), {v1_entry(0), v1_entry(1), v1_entry(2)}, v1_header()));
  ManifestFile file;
  file.added_snapshot_id = 99;
  file.partition_spec_id = 8;
  ASSERT_TRUE(inherit_from(file, manifest));
  for (const ManifestEntry& entry : manifest.entries) {
    EXPECT_EQ(entry.sequence_number, 0);
    EXPECT_EQ(entry.file_sequence_number, 0);
    EXPECT_EQ(entry.snapshot_id, 55) << "an id that is stored is not inherited";
    EXPECT_EQ(entry.data_file.spec_id, 8);
  }
}

TEST(ManifestInheritance, DeletedFileRequiresItsOwnSequenceNumber) {
  Manifest manifest;
  manifest.entries.resize(2);
  manifest.entries[0].status = Status::kExisting;
  manifest.entries[0].sequence_number = 4;
  manifest.entries[1].status = Status::kDeleted;
  manifest.entries[1].sequence_number = 5;
  ManifestFile file;
  file.sequence_number = 9;
  file.added_snapshot_id = 99;
  ASSERT_TRUE(inherit_from(file, manifest));
  EXPECT_EQ(manifest.entries[0].snapshot_id, 99);
  EXPECT_EQ(manifest.entries[0].sequence_number, 4);
  EXPECT_EQ(manifest.entries[0].file_sequence_number, std::nullopt) << "that of the manifest is a later one";
  manifest.entries[1].sequence_number.reset();
  manifest.entries[1].data_file.file_path = "data/b.parquet";
  const auto inherited = inherit_from(file, manifest);
  EXPECT_TRUE(inherited.error().message.contains("data/b.parquet")) << inherited.error().message;
}

TEST(ManifestFromAvro, HeaderDefectsAreNamed) {
  const std::tuple<const char*, std::optional<std::string>, ErrorKind, const char*> defects[] = {
      {"schema", std::nullopt, ErrorKind::kCorrupt, "header has no 'schema'"},
      {"schema", "[]", ErrorKind::kCorrupt, "a schema must be an object"},
      {"schema", "{", ErrorKind::kCorrupt, ""},
      {"partition-spec", std::nullopt, ErrorKind::kCorrupt, "header has no 'partition-spec'"},
      {"partition-spec", "{}", ErrorKind::kCorrupt, "partition fields must be an array"},
      {"partition-spec-id", "\"3\"", ErrorKind::kCorrupt, "partition-spec-id"},
      {"partition-spec-id", "4294967297", ErrorKind::kCorrupt, "partition-spec-id"},
      {"format-version", "3", ErrorKind::kUnsupported, "version 3"}};
  for (const auto& [key, value, kind, message] : defects) {
    auto header = v1_header();
    set(header, key, value);
    const auto manifest = manifest_from_avro(container(v1_entry_schema(), {}, header));
    ASSERT_FALSE(manifest) << key;
    EXPECT_EQ(manifest.error().kind, kind) << key;
    EXPECT_TRUE(manifest.error().message.contains(message)) << manifest.error().message;
  }
}

TEST(ManifestFromAvro, MissingSpecIdMeansTheFirstSpec) {
  auto header = v1_header();
  set(header, "partition-spec-id", std::nullopt);
  set(header, "content", "deletes");
  set(header, "format-version", "2");
  const auto manifest = manifest_from_avro(container(v1_entry_schema(), {v1_entry(1)}, header));
  EXPECT_EQ(manifest->partition_spec.spec_id, 0);
  EXPECT_EQ(manifest->content, ManifestContent::kDeletes);
}

TEST(ManifestFromAvro, InvalidValuesAreCorrupt) {
  for (const int32_t status : {-1, 3}) {
    const auto manifest = manifest_from_avro(container(v1_entry_schema(), {v1_entry(status)}, v1_header()));
    EXPECT_EQ(manifest.error().kind, ErrorKind::kCorrupt);
    EXPECT_TRUE(manifest.error().message.contains(std::to_string(status))) << manifest.error().message;
  }
  const auto partition =
      manifest_from_avro(container(v1_entry_schema(AvroType::kString), {v1_entry(1, "seven")}, v1_header()));
  EXPECT_EQ(partition.error().kind, ErrorKind::kCorrupt);
  EXPECT_TRUE(partition.error().message.contains("type long, found string")) << partition.error().message;
}

/// A manifest's partition by a transform that is not known has the type that it was stored with.
TEST(ManifestFromAvro, StoredTypesReplaceUnknownOnes) {
  for (const char* spec : {R"([{"source-id": 1, "name": "p", "transform": "zorder[2]"}])",
                           R"([{"source-id": 9, "name": "p", "transform": "identity"}])"}) {
    auto header = v1_header();
    set(header, "partition-spec", spec);
    const auto manifest =
        manifest_from_avro(container(v1_entry_schema(AvroType::kString), {v1_entry(1, "seven")}, header));
    ASSERT_TRUE(manifest) << manifest.error().to_string();
    EXPECT_EQ(manifest->entries[0].data_file.partition, PartitionValues{std::string("seven")});
  }
}

TEST(ManifestFromAvro, MissingPartitionFieldIsNull) {
  auto header = v1_header();
  set(header, "partition-spec",
      R"([{"source-id": 1, "name": "p", "transform": "identity"},
          {"source-id": 1, "field-id": 1001, "name": "q", "transform": "bucket[4]"}])");
  const auto manifest = manifest_from_avro(container(v1_entry_schema(), {v1_entry(1)}, header));
  EXPECT_EQ(manifest->entries.at(0).data_file.partition, (PartitionValues{int64_t{7}, Literal{}}));
}

TEST(ManifestFromAvro, OtherRecordsAreCorrupt) {
  const auto no_file = avro::record("manifest_entry", {required("status", AvroType::kInt, 0)});
  const auto file_is_text = avro::record("manifest_entry", {required("data_file", AvroType::kString, 2)});
  const auto empty_file = avro::record("r2", {required("file_path", AvroType::kString, 100)});
  const auto no_partition = avro::record(
      "manifest_entry", {avro::required_field("data_file", empty_file, {attribute("field-id", 2)})});
  const std::pair<avro::SchemaPtr, const char*> schemas[] = {
      {no_file, "field id 2"},
      {file_is_text, "an Avro record, found string"},
      {no_partition, "field id 102"},
      {avro::primitive(AvroType::kLong), "found long"}};
  for (const auto& [schema, message] : schemas) {
    const auto manifest = manifest_from_avro(container(schema, {}, v1_header()));
    EXPECT_EQ(manifest.error().kind, ErrorKind::kCorrupt);
    EXPECT_TRUE(manifest.error().message.contains(message)) << manifest.error().message;
  }
}

TEST(ManifestToAvro, RejectsPartitionsThatDoNotFitTheSpec) {
  Manifest manifest;
  manifest.schema.fields = {{1, "x", false, Type::int64(), ""}};
  manifest.partition_spec = {0, {{1, 1000, "p", {}}}};
  for (const PartitionValues& values :
       {PartitionValues{}, PartitionValues{int32_t{1}}, {int64_t{1}, int64_t{2}}}) {
    manifest.entries.assign(1, {});
    manifest.entries[0].data_file.partition = values;
    EXPECT_EQ(manifest_to_avro(manifest).error().kind, ErrorKind::kInvalidInput) << values.size();
  }
}

/// Position deletes of one data file name it; data files have no place for it.
TEST(ManifestToAvro, OnlyDeleteManifestsNameReferencedFiles) {
  Manifest manifest;
  manifest.schema.fields = {{1, "x", false, Type::int64(), ""}};
  manifest.entries.resize(1);
  manifest.entries[0].data_file.referenced_data_file = "data/a.parquet";
  manifest.content = ManifestContent::kDeletes;
  EXPECT_EQ(manifest_from_avro(*manifest_to_avro(manifest))->entries[0].data_file.referenced_data_file,
            "data/a.parquet");
  manifest.content = ManifestContent::kData;
  EXPECT_EQ(manifest_from_avro(*manifest_to_avro(manifest))->entries[0].data_file.referenced_data_file,
            std::nullopt);
}

/// The least that version 1 demands of a manifest list.
avro::SchemaPtr v1_list_schema() {
  return avro::record(
      "manifest_file",
      {required("manifest_path", AvroType::kString, 500), required("manifest_length", AvroType::kLong, 501),
       required("partition_spec_id", AvroType::kInt, 502),
       optional_of("added_snapshot_id", avro::primitive(AvroType::kLong), 503)});
}

TEST(ManifestListOfVersion1, MissingCountsAreUnknown) {
  const auto files = manifest_list_from_avro(
      container(v1_list_schema(), {Record{{"m.avro", int64_t{99}, int32_t{2}, int64_t{5}}}}, {}));
  ASSERT_TRUE(files) << files.error().to_string();
  ManifestFile expected;
  expected.manifest_path = "m.avro";
  expected.manifest_length = 99;
  expected.partition_spec_id = 2;
  expected.added_snapshot_id = 5;
  expected.added_files_count = expected.existing_files_count = expected.deleted_files_count =
      kUnknownFileCount;
  EXPECT_EQ(files->at(0), expected);
}

TEST(ManifestListFromAvro, ManifestWithoutSnapshotIsCorrupt) {
  const auto files = manifest_list_from_avro(
      container(v1_list_schema(), {Record{{"m.avro", int64_t{99}, int32_t{2}, {}}}}, {}));
  EXPECT_EQ(files.error().kind, ErrorKind::kCorrupt);
  EXPECT_TRUE(files.error().message.contains("id 503")) << files.error().message;
  EXPECT_EQ(manifest_list_from_avro("no container").error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(manifest_list_from_avro(container(avro::primitive(AvroType::kInt), {}, {})).error().kind,
            ErrorKind::kCorrupt);
}

TEST(ManifestListFromAvro, UnknownSummaryMayHoldNulls) {
  const auto summary =
      avro::record("r508", {optional_of("contains_null", avro::primitive(AvroType::kBoolean), 509),
                            optional_of("lower_bound", avro::primitive(AvroType::kBytes), 510)});
  auto fields = v1_list_schema()->fields;
  fields.push_back(avro::optional_field("partitions", avro::array_of(summary), {attribute("field-id", 507)}));
  const avro::Array summaries{{Record{{avro::Value(), avro::Value(avro::Bytes{"a"})}}}};
  const auto files = manifest_list_from_avro(
      container(avro::record("manifest_file", fields),
                {Record{{"m.avro", int64_t{9}, int32_t{0}, int64_t{5}, summaries}}}, {}));
  ASSERT_TRUE(files) << files.error().to_string();
  EXPECT_EQ(files->at(0).partitions, (std::vector<FieldSummary>{{true, std::nullopt, "a", std::nullopt}}));
}

TEST(ManifestListAvro, BoundsMayBeAbsentOrEmpty) {
  ManifestFile file;
  file.partitions = {{true, std::nullopt, std::nullopt, std::nullopt}, {false, true, "", "z"}};
  const std::vector<ManifestFile> files = {file};
  EXPECT_EQ(*manifest_list_from_avro(*manifest_list_to_avro(files, 1, {}, 1)), files);
}

}  // namespace
}  // namespace eigenlake::iceberg
