// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/codec/manifest_avro.h"

#include <gtest/gtest.h>

#include "eigenlake/avro/object_container.h"
#include "eigenlake/iceberg/codec/manifest_list_avro.h"
#include "eigenlake/iceberg/testing/small_table.h"
#include "eigenlake/iceberg/update/manifest_merge.h"

namespace eigenlake::iceberg {
namespace {

DataFile full_data_file() {
  DataFile file;
  file.file_path = "file:///lake/t/data/a.parquet";
  file.partition = {int32_t{20098}, std::string("sto3g")};
  file.record_count = 12;
  file.file_size_bytes = 3456;
  file.column_sizes = {{1, 10}, {3, 20}};
  file.value_counts = {{1, 12}, {3, 12}};
  file.null_value_counts = {{1, 0}, {3, 2}};
  file.nan_value_counts = {{4, 1}};
  file.lower_bounds = {{1, std::string("\x82\x4e\0\0", 4)}};
  file.upper_bounds = {{1, std::string("\x82\x4e\0\0", 4)}};
  file.key_metadata = "key";
  file.split_offsets = {4, 100000};
  file.equality_ids = {3};
  file.sort_order_id = 0;
  return file;
}

Manifest small_manifest() {
  const CreateTableOptions options = testing::small_table_options();
  Manifest manifest{options.schema, options.partition_spec, ManifestContent::kData, {}};
  manifest.entries.push_back({ManifestEntry::Status::kAdded, 77, {}, {}, full_data_file()});
  DataFile with_nulls = full_data_file();
  with_nulls.partition = {Literal{}, std::string("cc-pvdz")};
  with_nulls.key_metadata.reset();
  with_nulls.split_offsets.clear();
  manifest.entries.push_back({ManifestEntry::Status::kExisting, 5, 3, 2, with_nulls});
  return manifest;
}

TEST(ManifestAvro, RoundTripKeepsEveryField) {
  const Manifest manifest = small_manifest();
  EXPECT_EQ(*manifest_from_avro(*manifest_to_avro(manifest)), manifest);
}

TEST(ManifestAvro, RoundTripOfEveryPartitionType) {
  Manifest manifest;
  PartitionValues values;
  const auto add = [&](const char* type, Literal value) {
    const int id = static_cast<int>(values.size()) + 1;
    const std::string name = "c " + std::to_string(id);
    manifest.schema.fields.push_back({id, name, false, *parse_primitive_type(type), ""});
    manifest.partition_spec.fields.push_back({id, 999 + id, name, Transform{}});
    values.push_back(std::move(value));
  };
  add("boolean", true);
  add("int", int32_t{-7});
  add("long", int64_t{1} << 50);
  add("float", 1.5f);
  add("double", -2.5);
  add("date", int32_t{1});
  add("timestamp", int64_t{5});
  add("timestamptz", int64_t{-5});
  add("string", std::string("x"));
  add("uuid", std::string(16, 'u'));
  add("fixed[2]", std::string("ab"));
  add("binary", std::string("\0b", 2));
  add("decimal(9, 2)", std::string("\x01\x02"));
  DataFile file = full_data_file();
  file.partition = values;
  manifest.entries.push_back({ManifestEntry::Status::kAdded, 1, {}, {}, file});
  const auto read = manifest_from_avro(*manifest_to_avro(manifest));
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(read->entries[0].data_file.partition, values);
}

TEST(ManifestAvro, HeaderHasTheRequiredKeys) {
  const std::string bytes = *manifest_to_avro(small_manifest());
  const auto reader = *avro::ContainerReader::open(bytes);
  EXPECT_EQ(*reader.metadata("format-version"), "2");
  EXPECT_EQ(*reader.metadata("content"), "data");
  EXPECT_EQ(*reader.metadata("partition-spec-id"), "0");
  EXPECT_EQ(*reader.metadata("schema-id"), "0");
  EXPECT_TRUE(reader.metadata("schema")->contains("\"processing_date\""));
  EXPECT_TRUE(reader.metadata("partition-spec")->starts_with("["));
}

TEST(ManifestAvro, OnlyNewFilesInherit) {
  Manifest manifest = small_manifest();
  ManifestFile file;
  file.sequence_number = 9;
  file.added_snapshot_id = 77;
  ASSERT_TRUE(inherit_from(file, manifest));
  EXPECT_EQ(manifest.entries[0].sequence_number, 9);
  EXPECT_EQ(manifest.entries[0].file_sequence_number, 9);
  EXPECT_EQ(manifest.entries[1].sequence_number, 3);
  manifest.entries[1].sequence_number.reset();
  EXPECT_EQ(inherit_from(file, manifest).error().kind, ErrorKind::kCorrupt);
}

TEST(ManifestAvro, TruncatedFilesAreErrors) {
  const std::string bytes = *manifest_to_avro(small_manifest());
  for (size_t size = 0; size < bytes.size(); size += 7) {
    const auto read = manifest_from_avro(std::string_view(bytes).substr(0, size));
    EXPECT_TRUE(!read || read->entries.size() < 2) << size;
  }
}

TEST(ManifestListAvro, RoundTripKeepsEveryField) {
  ManifestFile file = *summarize_manifest(small_manifest(), 77, 9);
  file.manifest_path = "file:///lake/t/metadata/m0.avro";
  file.manifest_length = 4321;
  file.key_metadata = "k";
  ManifestFile deletes = file;
  deletes.content = ManifestContent::kDeletes;
  deletes.partitions.clear();
  const std::vector<ManifestFile> files = {file, deletes};
  EXPECT_EQ(*manifest_list_from_avro(*manifest_list_to_avro(files, 77, 5, 9)), files);
}

TEST(ManifestListAvro, HeaderNamesTheSnapshotAndItsParent) {
  const std::string with_parent = *manifest_list_to_avro({}, 77, 5, 9);
  EXPECT_EQ(*avro::ContainerReader::open(with_parent)->metadata("parent-snapshot-id"), "5");
  const std::string first = *manifest_list_to_avro({}, 77, {}, 1);
  EXPECT_EQ(*avro::ContainerReader::open(first)->metadata("parent-snapshot-id"), "null");
  EXPECT_EQ(*avro::ContainerReader::open(first)->metadata("sequence-number"), "1");
}

TEST(ManifestSummary, HasCountsAndPartitionBounds) {
  const ManifestFile file = *summarize_manifest(small_manifest(), 77, 9);
  EXPECT_EQ(file.added_files_count, 1);
  EXPECT_EQ(file.existing_files_count, 1);
  EXPECT_EQ(file.added_rows_count, 12);
  EXPECT_EQ(file.min_sequence_number, 3);
  ASSERT_EQ(file.partitions.size(), 2u);
  EXPECT_TRUE(file.partitions[0].contains_null);
  EXPECT_FALSE(file.partitions[1].contains_null);
  EXPECT_EQ(*file.partitions[1].lower_bound, "cc-pvdz");
  EXPECT_EQ(*file.partitions[1].upper_bound, "sto3g");
}

std::vector<ManifestFile> manifests_of_lengths(std::initializer_list<int64_t> lengths) {
  std::vector<ManifestFile> manifests;
  for (const int64_t length : lengths) manifests.emplace_back().manifest_length = length;
  return manifests;
}

TEST(ManifestMerge, FewManifestsAreNotMerged) {
  EXPECT_TRUE(manifests_to_merge(manifests_of_lengths({1, 1, 1}), 0, {.min_count = 4}).empty());
}

TEST(ManifestMerge, StopsAtAManifestOfTwiceTheMergedSize) {
  const auto manifests = manifests_of_lengths({10, 10, 10, 61, 10});
  EXPECT_EQ(manifests_to_merge(manifests, 0, {.min_count = 4}), (std::vector<size_t>{0, 1, 2}));
  EXPECT_EQ(manifests_to_merge(manifests_of_lengths({10, 10, 10, 60, 10}), 0, {.min_count = 4}).size(), 5u);
}

TEST(ManifestMerge, StopsAtTheTargetSize) {
  const ManifestMergePolicy policy{.min_count = 2, .target_bytes = 25};
  EXPECT_EQ(manifests_to_merge(manifests_of_lengths({10, 10, 10}), 0, policy), (std::vector<size_t>{0, 1}));
}

TEST(ManifestMerge, IgnoresOtherSpecsAndDeletes) {
  auto manifests = manifests_of_lengths({1, 1, 1, 1});
  manifests[1].partition_spec_id = 1;
  manifests[2].content = ManifestContent::kDeletes;
  EXPECT_EQ(manifests_to_merge(manifests, 0, {.min_count = 2}), (std::vector<size_t>{0, 3}));
}

}  // namespace
}  // namespace eigenlake::iceberg
