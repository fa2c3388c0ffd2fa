// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "eigenlake/iceberg/codec/table_metadata_json.h"
#include "eigenlake/iceberg/codec/table_metadata_parser.h"
#include "eigenlake/json/json.h"

namespace eigenlake::iceberg {
namespace {

/// The least that format version 1 demands, with a snapshot.
constexpr const char* kVersion1 = R"({"format-version": 1, "location": "/lake/t", "last-updated-ms": 9000,
  "last-column-id": 2, "current-snapshot-id": 7,
  "schema": {"type": "struct", "fields": [{"id": 1, "name": "x", "required": false, "type": "long"},
                                          {"id": 2, "name": "y", "required": false, "type": "date"}]},
  "partition-spec": [{"source-id": 2, "name": "y_day", "transform": "day"}],
  "snapshots": [{"snapshot-id": 7, "timestamp-ms": 8000, "manifest-list": "/lake/t/metadata/l.avro"}]})";

constexpr const char* kVersion2 = R"({"format-version": 2, "table-uuid": "u", "location": "/lake/t",
  "last-sequence-number": 34, "last-updated-ms": 9000, "last-column-id": 1, "current-schema-id": 0,
  "schemas": [{"type": "struct", "schema-id": 0, "fields": [{"id": 1, "name": "x", "required": false, "type": "long"}]}],
  "default-spec-id": 0, "partition-specs": [{"spec-id": 0, "fields": []}], "last-partition-id": 999,
  "default-sort-order-id": 0, "sort-orders": [{"order-id": 0, "fields": []}],
  "snapshots": [{"snapshot-id": 7, "sequence-number": 34, "timestamp-ms": 8000, "manifest-list": "l.avro",
                 "parent-snapshot-id": null, "schema-id": null, "summary": {"operation": "append"}}],
  "current-snapshot-id": 7, "refs": {"main": {"snapshot-id": 7, "type": "branch"}}})";

/// The document after a JSON patch; written by another library than it is read by.
std::string patched(const char* document, const std::string& patch) {
  return nlohmann::json::parse(document).patch(nlohmann::json::parse(patch)).dump();
}

TableMetadata read(const std::string& text) {
  auto metadata = parse_table_metadata(text);
  EXPECT_TRUE(metadata) << metadata.error().to_string() << " of " << text;
  return metadata ? *std::move(metadata) : TableMetadata{};
}

TEST(MetadataOfVersion1, SingleSchemaAndSpecBecomeTheFirst) {
  const TableMetadata metadata = read(kVersion1);
  EXPECT_EQ(metadata.schemas.size(), 1u);
  EXPECT_EQ(metadata.current_schema_id, 0);
  EXPECT_EQ(metadata.partition_spec().spec_id, 0);
  EXPECT_EQ(metadata.partition_spec().fields.at(0),
            (PartitionField{2, 1000, "y_day", parse_transform("day")}));
  EXPECT_EQ(metadata.last_partition_id, 1000);
  EXPECT_EQ(metadata.sort_orders, std::vector<SortOrder>{SortOrder{}});
  EXPECT_EQ(metadata.table_uuid, "") << "optional in version 1";
  EXPECT_EQ(metadata.refs.at("main").snapshot_id, 7);
}

TEST(MetadataOfVersion1, ListsTakePrecedence) {
  const TableMetadata metadata = read(patched(kVersion1, R"([
    {"op": "add", "path": "/schemas", "value": [{"type": "struct", "schema-id": 4, "fields": [
      {"id": 2, "name": "only_y", "required": false, "type": "date"}]}]},
    {"op": "add", "path": "/current-schema-id", "value": 4},
    {"op": "add", "path": "/partition-specs", "value": [{"spec-id": 6, "fields": []}]},
    {"op": "add", "path": "/default-spec-id", "value": 6},
    {"op": "add", "path": "/table-uuid", "value": "given"}])"));
  EXPECT_EQ(metadata.schema().fields.at(0).name, "only_y");
  EXPECT_TRUE(metadata.partition_spec().fields.empty());
  EXPECT_EQ(metadata.table_uuid, "given");
}

TEST(MetadataOfVersion1, IsWrittenAsVersion2) {
  const auto json = nlohmann::json::parse(table_metadata_to_json(read(kVersion1)));
  EXPECT_EQ(json.at("format-version"), 2);
  EXPECT_EQ(json.at("last-sequence-number"), 0);
  EXPECT_EQ(json.at("snapshots").at(0).at("sequence-number"), 0);
  EXPECT_EQ(json.at("partition-specs").at(0).at("fields").at(0).at("field-id"), 1000);
  EXPECT_FALSE(json.contains("schema"));
  EXPECT_FALSE(json.contains("partition-spec"));
}

TEST(MetadataOfVersion1, ExistingSequenceNumberStays) {
  const TableMetadata metadata =
      read(patched(kVersion1, R"([{"op": "add", "path": "/snapshots/0/sequence-number", "value": 5}])"));
  EXPECT_EQ(metadata.last_sequence_number, 5);
  const auto json = nlohmann::json::parse(table_metadata_to_json(metadata));
  EXPECT_EQ(json.at("snapshots").at(0).at("sequence-number"), 5);
}

TEST(MetadataOfVersion1, SequenceNumberInTheSummaryIsNotTheSnapshots) {
  const auto json = nlohmann::json::parse(
      table_metadata_to_json(read(patched(kVersion1, R"([{"op": "add", "path": "/snapshots/0/summary",
                                   "value": {"operation": "append", "sequence-number": "9"}}])"))));
  EXPECT_EQ(json.at("snapshots").at(0).at("sequence-number"), 0);
}

TEST(Metadata, MissingLastPartitionIdFollowsFromTheSpecs) {
  EXPECT_EQ(read(patched(kVersion2, R"([{"op": "replace", "path": "/last-partition-id", "value": 1040}])"))
                .last_partition_id,
            1040);
  EXPECT_EQ(read(patched(kVersion2, R"([{"op": "remove", "path": "/last-partition-id"},
      {"op": "replace", "path": "/partition-specs/0/fields", "value":
        [{"source-id": 1, "field-id": 1007, "name": "p", "transform": "identity"}]}])"))
                .last_partition_id,
            1007);
}

TEST(MetadataOfVersion1, SchemaKeepsItsOwnId) {
  const TableMetadata metadata =
      read(patched(kVersion1, R"([{"op": "add", "path": "/schema/schema-id", "value": 6}])"));
  EXPECT_EQ(metadata.current_schema_id, 6);
  EXPECT_EQ(metadata.schema().fields.size(), 2u);
}

TEST(Metadata, NullAndMinusOneMeanNoSnapshot) {
  for (const char* current : {"null", "-1"}) {
    const TableMetadata metadata = read(
        patched(kVersion2, fmt::format(R"([{{"op": "replace", "path": "/current-snapshot-id", "value": {}}},
                                   {{"op": "remove", "path": "/refs"}}])",
                                       current)));
    EXPECT_EQ(metadata.current_snapshot(), nullptr) << current;
    EXPECT_TRUE(metadata.refs.empty());
  }
}

TEST(Metadata, NullMembersOfASnapshotEqualAbsentOnes) {
  const Snapshot snapshot = *read(kVersion2).current_snapshot();
  EXPECT_EQ(snapshot.parent_snapshot_id, std::nullopt);
  EXPECT_EQ(snapshot.schema_id, std::nullopt);
  EXPECT_EQ(snapshot.sequence_number, 34);
  EXPECT_EQ(snapshot.manifest_list(), "l.avro");
}

TEST(Metadata, OptionalPartsMayBeMissingOrNull) {
  for (const char* path : {"/refs", "/snapshots", "/last-partition-id"})
    read(patched(kVersion2, fmt::format(R"([{{"op": "remove", "path": "{}"}},
      {{"op": "remove", "path": "/current-snapshot-id"}}, {{"op": "add", "path": "/refs", "value": {{}}}}])",
                                        path)));
  for (const char* path : {"/snapshot-log", "/metadata-log", "/properties"})
    read(patched(kVersion2, fmt::format(R"([{{"op": "add", "path": "{}", "value": null}}])", path)));
}

TEST(Metadata, RetentionOfARefIsKept) {
  const TableMetadata metadata = read(patched(kVersion2, R"([{"op": "add", "path": "/refs/side", "value":
    {"snapshot-id": 7, "type": "branch", "min-snapshots-to-keep": 3, "max-snapshot-age-ms": 86400000,
     "max-ref-age-ms": 9223372036854775807}},
    {"op": "add", "path": "/refs/a \"b\"", "value": {"snapshot-id": 7, "type": "tag", "max-ref-age-ms": null}}])"));
  EXPECT_EQ(metadata.refs.at("side"),
            (SnapshotRef{7, SnapshotRef::Kind::kBranch, 3, 86400000, 9223372036854775807}));
  EXPECT_EQ(metadata.refs.at("a \"b\""), (SnapshotRef{7, SnapshotRef::Kind::kTag, {}, {}, {}}));
  EXPECT_EQ(read(table_metadata_to_json(metadata)).refs, metadata.refs);
}

TEST(Metadata, LogsArePairsInOrder) {
  const TableMetadata metadata = read(patched(kVersion2, R"([
    {"op": "add", "path": "/snapshot-log", "value": [{"snapshot-id": 6, "timestamp-ms": 1, "more": [1]},
                                                     {"timestamp-ms": 2, "snapshot-id": 7}]},
    {"op": "add", "path": "/metadata-log", "value": [{"metadata-file": "/v1 \"x\".json", "timestamp-ms": 1}]}])"));
  EXPECT_EQ(metadata.snapshot_log, (std::vector<SnapshotLogEntry>{{1, 6}, {2, 7}}));
  EXPECT_EQ(metadata.metadata_log, (std::vector<MetadataLogEntry>{{1, "/v1 \"x\".json"}}));
  const TableMetadata again = read(table_metadata_to_json(metadata));
  EXPECT_EQ(again.snapshot_log, metadata.snapshot_log);
  EXPECT_EQ(again.metadata_log, metadata.metadata_log);
}

/// A damaged member, and its error.
struct Defect {
  const char* patch;
  const char* message;
};

const Defect kDefects[] = {
    {R"({"op": "replace", "path": "/format-version", "value": "2"})", "format-version"},
    {R"({"op": "replace", "path": "/format-version", "value": -1})", "version -1"},
    {R"({"op": "replace", "path": "/last-updated-ms", "value": 1.5})", "last-updated-ms"},
    {R"({"op": "replace", "path": "/schemas", "value": {}})", "schemas"},
    {R"({"op": "replace", "path": "/schemas/0/fields/0/type", "value": "longer"})", "in field x"},
    {R"({"op": "replace", "path": "/partition-specs", "value": 1})", "partition-specs"},
    {R"({"op": "replace", "path": "/last-partition-id", "value": "999"})", "last-partition-id"},
    {R"({"op": "replace", "path": "/sort-orders/0", "value": 1})", "a sort order"},
    {R"({"op": "add", "path": "/properties", "value": []})", "properties"},
    {R"({"op": "replace", "path": "/current-snapshot-id", "value": "7"})", "current-snapshot-id"},
    {R"({"op": "replace", "path": "/snapshots/0", "value": 7})", "snapshots"},
    {R"({"op": "remove", "path": "/snapshots/0/snapshot-id"})", "snapshot-id"},
    {R"({"op": "replace", "path": "/snapshots/0/snapshot-id", "value": 7.5})", "snapshot-id"},
    {R"({"op": "remove", "path": "/snapshots/0/timestamp-ms"})", "in snapshot 7"},
    {R"({"op": "replace", "path": "/snapshots/0/timestamp-ms", "value": "8000"})", "timestamp-ms"},
    {R"({"op": "remove", "path": "/snapshots/0/manifest-list"})", "manifest-list"},
    {R"({"op": "replace", "path": "/snapshots/0/manifest-list", "value": ""})", "manifest-list"},
    {R"({"op": "replace", "path": "/snapshots/0/manifest-list", "value": 1})", "manifest-list"},
    {R"({"op": "replace", "path": "/snapshots/0/sequence-number", "value": "34"})", "sequence-number"},
    {R"({"op": "replace", "path": "/snapshots/0/parent-snapshot-id", "value": "6"})", "parent-snapshot-id"},
    {R"({"op": "replace", "path": "/snapshots/0/schema-id", "value": true})", "schema-id"},
    {R"({"op": "replace", "path": "/refs", "value": []})", "refs"},
    {R"({"op": "replace", "path": "/refs/main", "value": 7})", "main"},
    {R"({"op": "remove", "path": "/refs/main/snapshot-id"})", "ref main has no"},
    {R"({"op": "remove", "path": "/refs/main/type"})", "ref main must be a tag or a branch, got 'none'"},
    {R"({"op": "replace", "path": "/refs/main/type", "value": "Branch"})", "got 'Branch'"},
    {R"({"op": "add", "path": "/refs/main/max-ref-age-ms", "value": "1d"})", "max-ref-age-ms"},
    {R"({"op": "add", "path": "/refs/main/max-snapshot-age-ms", "value": "1d"})", "max-snapshot-age-ms"},
    {R"({"op": "add", "path": "/refs/main/min-snapshots-to-keep", "value": "1"})", "min-snapshots-to-keep"},
    {R"({"op": "add", "path": "/refs/main/min-snapshots-to-keep", "value": 4294967297})", "32-bit number"},
    {R"({"op": "replace", "path": "/snapshots/0/schema-id", "value": 4294967296})", "32-bit number"},
    {R"({"op": "add", "path": "/snapshot-log", "value": {}})", "snapshot-log"},
    {R"({"op": "add", "path": "/snapshot-log", "value": [7]})", "snapshot-log"},
    {R"({"op": "add", "path": "/snapshot-log", "value": [{"snapshot-id": 7}]})",
     "snapshot-log has no 'timestamp-ms'"},
    {R"({"op": "add", "path": "/snapshot-log", "value": [{"timestamp-ms": 7}]})",
     "snapshot-log has no 'snapshot-id'"},
    {R"({"op": "add", "path": "/metadata-log", "value": [{"timestamp-ms": 7}]})",
     "metadata-log has no 'metadata-file'"},
    {R"({"op": "add", "path": "/metadata-log", "value": [{"timestamp-ms": 7, "metadata-file": 1}]})",
     "metadata-file"}};

TEST(Metadata, EachDamagedMemberIsNamed) {
  read(kVersion2);
  for (const Defect& defect : kDefects) {
    const auto metadata = parse_table_metadata(patched(kVersion2, fmt::format("[{}]", defect.patch)));
    ASSERT_FALSE(metadata) << defect.patch;
    EXPECT_EQ(metadata.error().kind, ErrorKind::kCorrupt) << defect.patch;
    EXPECT_TRUE(metadata.error().to_string().contains(defect.message))
        << defect.patch << ": " << metadata.error().to_string();
  }
}

TEST(Metadata, InvalidDocumentsAreCorrupt) {
  for (const std::string text : {"", " ", "null", "[]", "\"text\"", "{", "{} {}", "{}x", "\xff"})
    EXPECT_EQ(parse_table_metadata(text).error().kind, ErrorKind::kCorrupt) << text;
  EXPECT_EQ(parse_table_metadata(std::string(kVersion2) + "}").error().kind, ErrorKind::kCorrupt);
}

TEST(Metadata, DeepNestingIsRejected) {
  const std::string deep = std::string(100, '[') + std::string(100, ']');
  const auto metadata = parse_table_metadata(patched(
      kVersion2, fmt::format(R"([{{"op": "add", "path": "/snapshots/0/later", "value": {}}}])", deep)));
  EXPECT_EQ(metadata.error().kind, ErrorKind::kCorrupt);
  EXPECT_TRUE(metadata.error().message.contains("levels")) << metadata.error().message;
}

}  // namespace
}  // namespace eigenlake::iceberg
