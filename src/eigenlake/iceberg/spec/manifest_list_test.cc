// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/manifest_list.h"

#include <cmath>

#include <gtest/gtest.h>

#include "eigenlake/iceberg/spec/lake_error.h"
#include "eigenlake/iceberg/spec/literal_binary.h"
#include "eigenlake/iceberg/spec/predicate.h"
#include "eigenlake/iceberg/spec/unique_id.h"
#include "eigenlake/iceberg/testing/nested_schema.h"

namespace eigenlake::iceberg {
namespace {

using Status = ManifestEntry::Status;

/// A manifest of a spec with one field of this type, one entry for each value.
Manifest manifest_of(const Type& type, const std::vector<Literal>& values,
                     std::string_view transform = "identity") {
  Manifest manifest;
  manifest.schema.fields = {{1, "x", false, type, ""}};
  manifest.partition_spec = {4, {{1, 1000, "p", parse_transform(transform)}}};
  for (const Literal& value : values) {
    ManifestEntry& entry = manifest.entries.emplace_back();
    entry.data_file.partition = {value};
    entry.data_file.record_count = 1;
  }
  return manifest;
}

FieldSummary summary_of(const Type& type, const std::vector<Literal>& values) {
  return summarize_manifest(manifest_of(type, values), 1, 1)->partitions[0];
}

std::string bytes(const Literal& value, const Type& type) {
  return literal_to_binary(value, type);
}

TEST(SummarizeManifest, BoundsFollowTheOrderOfTheType) {
  const Type type = Type::int32();
  EXPECT_EQ(summary_of(type, {int32_t{-1}, int32_t{300}, int32_t{2}}),
            (FieldSummary{false, false, bytes(int32_t{-1}, type), bytes(int32_t{300}, type)}));
  const Type decimal = *parse_primitive_type("decimal(9,2)");
  using namespace std::string_literals;
  EXPECT_EQ(summary_of(decimal, {"\x7f"s, "\xff"s, "\0\x80"s}),
            (FieldSummary{false, false, "\xff"s, "\0\x80"s}));
}

TEST(SummarizeManifest, NullsAndNansAreNotBounds) {
  const Type type = Type::float64();
  EXPECT_EQ(summary_of(type, {Literal{}, std::nan(""), 1.5}),
            (FieldSummary{true, true, bytes(1.5, type), bytes(1.5, type)}));
  EXPECT_EQ(summary_of(type, {Literal{}}), (FieldSummary{true, false, std::nullopt, std::nullopt}));
  EXPECT_EQ(summary_of(type, {std::nan("")}), (FieldSummary{false, true, std::nullopt, std::nullopt}));
  EXPECT_EQ(summary_of(Type::float32(), {std::nanf("")}).contains_nan, true);
  EXPECT_EQ(summary_of(type, {}), (FieldSummary{false, false, std::nullopt, std::nullopt}));
}

TEST(SummarizeManifest, CountsFilesAndRowsByStatus) {
  Manifest manifest = manifest_of(Type::int32(), {int32_t{1}, int32_t{2}, int32_t{3}, int32_t{4}});
  manifest.content = ManifestContent::kDeletes;
  const Status statuses[] = {Status::kAdded, Status::kExisting, Status::kDeleted, Status::kDeleted};
  for (size_t i = 0; i < 4; ++i) {
    manifest.entries[i].status = statuses[i];
    manifest.entries[i].data_file.record_count = int64_t{1} << i;
  }
  const ManifestFile file = *summarize_manifest(manifest, 77, 9);
  EXPECT_EQ(std::tuple(file.added_files_count, file.existing_files_count, file.deleted_files_count),
            std::tuple(1, 1, 2));
  EXPECT_EQ(std::tuple(file.added_rows_count, file.existing_rows_count, file.deleted_rows_count),
            std::tuple(1, 2, 12));
  EXPECT_EQ(file.added_snapshot_id, 77);
  EXPECT_EQ(file.sequence_number, 9);
  EXPECT_EQ(file.partition_spec_id, 4);
  EXPECT_EQ(file.content, ManifestContent::kDeletes);
}

/// The spec: the lowest data sequence number of live entries; new ones take that of the commit.
TEST(SummarizeManifest, MinSequenceNumberIsOfALiveEntry) {
  Manifest manifest = manifest_of(Type::int32(), {int32_t{1}, int32_t{2}, int32_t{3}});
  EXPECT_EQ(summarize_manifest(manifest, 1, 9)->min_sequence_number, 9) << "all are new";
  manifest.entries[1].sequence_number = 4;
  manifest.entries[1].status = Status::kExisting;
  manifest.entries[2].sequence_number = 2;
  manifest.entries[2].status = Status::kDeleted;
  EXPECT_EQ(summarize_manifest(manifest, 1, 9)->min_sequence_number, 4);
  manifest.entries[2].status = Status::kExisting;
  EXPECT_EQ(summarize_manifest(manifest, 1, 9)->min_sequence_number, 2);
}

TEST(SummarizeManifest, UnknownTransformIsRejected) {
  Manifest manifest = manifest_of(Type::int32(), {int32_t{1}}, "zorder[2]");
  manifest.entries[0].data_file.file_path = "data/a.parquet";
  const auto file = summarize_manifest(manifest, 1, 1);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().kind, ErrorKind::kUnsupported);
  EXPECT_TRUE(file.error().message.contains("zorder[2] in data/a.parquet")) << file.error().message;
  manifest.partition_spec.fields[0].source_id = 5;
  EXPECT_EQ(summarize_manifest(manifest, 1, 1).error().kind, ErrorKind::kCorrupt);
}

TEST(PartitionTypes, FollowFromTheTransforms) {
  const Schema schema = testing::nested_schema();
  const PartitionSpec spec{0,
                           {{1, 1000, "bucket", parse_transform("bucket[4]")},
                            {8, 1001, "text", parse_transform("truncate[2]")},
                            {99, 1002, "gone", parse_transform("void")}}};
  EXPECT_EQ(*spec.partition_types(schema),
            (std::vector<Type>{Type::int32(), Type::string(), Type::string()}));
  const PartitionSpec nested{0, {{2, 1000, "place", {}}}};
  EXPECT_EQ(nested.partition_types(schema).error().kind, ErrorKind::kCorrupt);
}

TEST(PartitionSpec, VoidFieldsLeaveItUnpartitioned) {
  EXPECT_TRUE(PartitionSpec{}.is_unpartitioned());
  EXPECT_TRUE((PartitionSpec{0, {{1, 1000, "p", parse_transform("void")}}}.is_unpartitioned()));
  EXPECT_FALSE(
      (PartitionSpec{0, {{1, 1000, "p", parse_transform("void")}, {1, 1001, "q", {}}}}.is_unpartitioned()));
}

TEST(CheckFilter, RejectsValuesOfOtherTypes) {
  using Op = Predicate::Op;
  const Schema schema = testing::nested_schema();
  const auto is_accepted = [&](Predicate predicate) {
    return check_filter({std::move(predicate)}, schema).has_value();
  };
  EXPECT_TRUE(is_accepted({"id", Op::kEqual, {int64_t{1}}}));
  EXPECT_TRUE(is_accepted({"id", Op::kIn, {}}));
  EXPECT_TRUE(is_accepted({"id", Op::kIn, {int64_t{1}, int64_t{2}}}));
  EXPECT_TRUE(is_accepted({"id", Op::kIsNull, {}}));
  EXPECT_FALSE(is_accepted({"id", Op::kEqual, {int64_t{1}, int64_t{2}}})) << "two values";
  EXPECT_FALSE(is_accepted({"id", Op::kEqual, {int32_t{1}}})) << "an int";
  EXPECT_FALSE(is_accepted({"id", Op::kEqual, {Literal{}}})) << "null is no value";
  EXPECT_FALSE(is_accepted({"id", Op::kIn, {int64_t{1}, Literal{}}}));
  EXPECT_FALSE(is_accepted({"place", Op::kIsNull, {}})) << "a struct";
  EXPECT_FALSE(is_accepted({"lat", Op::kIsNull, {}})) << "a nested column";
  const auto refused = check_filter({{"id", Op::kIsNull, {}}, {"none", Op::kIsNull, {}}}, schema);
  EXPECT_TRUE(refused.error().message.contains("none")) << refused.error().message;
}

Error error_of(ErrorKind kind) {
  return fail(kind, "what").error();
}

/// A damaged file of the lake is not the caller's fault.
TEST(FailToReadLake, BlamesTheStoreAndNotTheInput) {
  for (const ErrorKind kind : {ErrorKind::kCorrupt, ErrorKind::kNotFound, ErrorKind::kInvalidInput})
    EXPECT_EQ(fail_to_read_lake(error_of(kind), "x").error().kind, ErrorKind::kStore);
  for (const ErrorKind kind : {ErrorKind::kUnsupported, ErrorKind::kUnavailable, ErrorKind::kConflict})
    EXPECT_EQ(fail_to_read_lake(error_of(kind), "x").error().kind, kind);
  EXPECT_TRUE(
      fail_to_read_lake(error_of(ErrorKind::kCorrupt), "the file").error().to_string().contains("the file"));
}

TEST(FailToReadFile, GivesAdviceOnceForALostFile) {
  const auto count_advice = [](const Error& error) {
    return std::ranges::count_if(error.context,
                                 [](const std::string& c) { return c.contains("eigenlake recover"); });
  };
  const Error lost = fail_to_read_file(error_of(ErrorKind::kNotFound), "db.t", "f").error();
  EXPECT_EQ(count_advice(lost), 1);
  EXPECT_TRUE(lost.to_string().contains("f of table db.t")) << lost.to_string();
  EXPECT_EQ(count_advice(fail_to_read_file(lost, "db.t", "g").error()), 1);
  EXPECT_EQ(count_advice(fail_to_read_file(error_of(ErrorKind::kUnavailable), "db.t", "f").error()), 0);
}

TEST(UniqueId, UuidsAreOfVersion4AndSnapshotIdsPositive) {
  std::set<std::string> uuids;
  std::set<int64_t> ids;
  for (int i = 0; i < 200; ++i) {
    const std::string uuid = new_uuid();
    ASSERT_EQ(uuid.size(), 36u);
    EXPECT_EQ(uuid.find_first_not_of("0123456789abcdef-"), std::string::npos) << uuid;
    EXPECT_EQ(uuid[14], '4') << uuid;
    EXPECT_TRUE(std::string_view("89ab").contains(uuid[19])) << uuid;
    for (const size_t dash : {8, 13, 18, 23}) EXPECT_EQ(uuid[dash], '-') << uuid;
    uuids.insert(uuid);
    ids.insert(new_snapshot_id());
  }
  EXPECT_EQ(uuids.size(), 200u);
  EXPECT_EQ(ids.size(), 200u);
  EXPECT_GT(*ids.begin(), 0);
}

}  // namespace
}  // namespace eigenlake::iceberg
