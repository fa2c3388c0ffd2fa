// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/snapshot.h"

#include <gtest/gtest.h>

#include "eigenlake/iceberg/spec/snapshot_summary.h"
#include "eigenlake/iceberg/spec/table_metadata_update.h"
#include "eigenlake/iceberg/spec/table_statistics.h"
#include "eigenlake/iceberg/testing/nested_schema.h"
#include "eigenlake/json/json.h"

namespace eigenlake::iceberg {
namespace {

TEST(MakeSnapshot, HasTheFieldsOfTheSpec) {
  const Snapshot snapshot = make_snapshot(7, 5, 3, 1000, "s3://lake/t/metadata/snap-7.avro", 2,
                                          {{"operation", "append"}, {"k", "v"}});
  EXPECT_EQ(nlohmann::json::parse(snapshot.json.view()),
            nlohmann::json::parse(R"({"snapshot-id": 7, "parent-snapshot-id": 5, "sequence-number": 3,
      "timestamp-ms": 1000, "manifest-list": "s3://lake/t/metadata/snap-7.avro", "schema-id": 2,
      "summary": {"operation": "append", "k": "v"}})"));
  EXPECT_EQ(snapshot.manifest_list(), "s3://lake/t/metadata/snap-7.avro");
  EXPECT_EQ(snapshot.summary_value("operation"), "append");
  EXPECT_EQ(snapshot.summary_value("none"), std::nullopt);
  EXPECT_EQ(snapshot.schema_id, 2);
}

TEST(MakeSnapshot, FirstSnapshotHasNoParent) {
  const Snapshot snapshot = make_snapshot(7, {}, 1, 0, "m", 0, {{"operation", "append"}});
  EXPECT_FALSE(parse_json(snapshot.json.view())->contains("parent-snapshot-id"));
}

TEST(MakeSnapshot, InvalidUtf8IsReplaced) {
  const Snapshot snapshot = make_snapshot(7, {}, 1, 0, "m", 0, {{"operation", "append"}, {"note", "\xff"}});
  EXPECT_TRUE(parse_json(snapshot.json.view()));
  EXPECT_EQ(snapshot.summary_value("note"), "\uFFFD");
}

Snapshot snapshot_of(const std::string& json) {
  Snapshot snapshot;
  snapshot.json = SharedText(json);
  return snapshot;
}

/// Version 1 has snapshots without a summary, and writers put numbers where the spec has strings.
TEST(Snapshot, MissingMembersAreEmpty) {
  for (const char* json : {"{}", "[]", "no json", R"({"summary": null, "manifest-list": null})",
                           R"({"summary": "text", "manifest-list": 7})"}) {
    EXPECT_TRUE(snapshot_of(json).summary().empty()) << json;
    EXPECT_EQ(snapshot_of(json).manifest_list(), "") << json;
  }
  const Snapshot mixed = snapshot_of(R"({"summary": {"a": 1, "b": "x", "c": null}})");
  EXPECT_EQ(mixed.summary(), (SnapshotSummary{{"b", "x"}}));
}

/// An unpartitioned table whose parent snapshot, if any, has this summary.
TableMetadata table_with_parent(const std::optional<SnapshotSummary>& parent) {
  const Schema schema = testing::nested_schema();
  TableMetadata metadata =
      *new_table_metadata("u", "/t", schema, *identity_partition_spec(schema, {"id"}), {}, {}, 0);
  if (parent) EXPECT_TRUE(add_snapshot(metadata, make_snapshot(1, {}, 1, 0, "m", 0, *parent)));
  return metadata;
}

DataFile file(FileContent content, int64_t rows, int64_t bytes, int64_t id = 1) {
  DataFile result;
  result.content = content;
  result.record_count = rows;
  result.file_size_bytes = bytes;
  result.partition = {id};
  return result;
}

/// Keys and meanings of the spec's appendix F.
TEST(SnapshotChanges, CountsEachKindOfFileUnderItsOwnName) {
  const TableMetadata metadata = table_with_parent(std::nullopt);
  SnapshotChanges changes(metadata);
  changes.add(file(FileContent::kData, 10, 100));
  changes.add(file(FileContent::kData, 20, 200, 2));
  changes.add(file(FileContent::kPositionDeletes, 3, 30));
  changes.add(file(FileContent::kEqualityDeletes, 4, 40));
  changes.add(file(FileContent::kEqualityDeletes, 5, 50));
  EXPECT_EQ(changes.summary("overwrite", {{"own", "x"}}), (SnapshotSummary{{"operation", "overwrite"},
                                                                           {"own", "x"},
                                                                           {"added-data-files", "2"},
                                                                           {"added-records", "30"},
                                                                           {"added-files-size", "420"},
                                                                           {"added-delete-files", "3"},
                                                                           {"added-position-deletes", "3"},
                                                                           {"added-equality-deletes", "9"},
                                                                           {"changed-partition-count", "2"},
                                                                           {"total-data-files", "2"},
                                                                           {"total-delete-files", "3"},
                                                                           {"total-records", "30"},
                                                                           {"total-files-size", "420"},
                                                                           {"total-position-deletes", "3"},
                                                                           {"total-equality-deletes", "9"}}));
}

TEST(SnapshotChanges, TotalsAddToTheParents) {
  const TableMetadata metadata = table_with_parent(SnapshotSummary{{"operation", "append"},
                                                                   {"total-data-files", "10"},
                                                                   {"total-records", "1000"},
                                                                   {"total-files-size", "5000"},
                                                                   {"total-delete-files", "4"},
                                                                   {"total-position-deletes", "40"},
                                                                   {"total-equality-deletes", "7"}});
  SnapshotChanges changes(metadata);
  changes.remove(file(FileContent::kData, 100, 500));
  changes.remove(file(FileContent::kPositionDeletes, 5, 50));
  changes.remove(file(FileContent::kEqualityDeletes, 6, 60));
  const SnapshotSummary summary = changes.summary("delete", {});
  const std::pair<const char*, const char*> expected[] = {
      {"deleted-data-files", "1"},       {"deleted-records", "100"},
      {"removed-files-size", "610"},     {"removed-delete-files", "2"},
      {"removed-position-deletes", "5"}, {"removed-equality-deletes", "6"},
      {"added-data-files", "0"},         {"added-records", "0"},
      {"total-data-files", "9"},         {"total-records", "900"},
      {"total-files-size", "4390"},      {"total-delete-files", "2"},
      {"total-position-deletes", "35"},  {"total-equality-deletes", "1"},
      {"changed-partition-count", "1"}};
  for (const auto& [key, value] : expected) EXPECT_EQ(summary.at(key), value) << key;
  EXPECT_FALSE(summary.contains("added-delete-files")) << "zeros of what is rare are left out";
}

TEST(SnapshotChanges, NonNumericTotalIsOmitted) {
  const TableMetadata metadata = table_with_parent(
      SnapshotSummary{{"operation", "append"}, {"total-records", "many"}, {"total-data-files", "1"}});
  SnapshotChanges changes(metadata);
  changes.add(file(FileContent::kData, 10, 100));
  const SnapshotSummary summary = changes.summary("append", {});
  EXPECT_FALSE(summary.contains("total-records"));
  EXPECT_FALSE(summary.contains("total-files-size"));
  EXPECT_EQ(summary.at("total-data-files"), "2");
}

TEST(SnapshotChanges, UnknownSpecCountsFilesButNoPartition) {
  const TableMetadata metadata = table_with_parent(std::nullopt);
  SnapshotChanges changes(metadata);
  DataFile unknown = file(FileContent::kData, 1, 1);
  unknown.spec_id = 9;
  changes.add(unknown);
  DataFile misfit = file(FileContent::kData, 1, 1);
  misfit.partition.clear();
  changes.add(misfit);
  EXPECT_EQ(changes.summary("append", {}).at("added-data-files"), "2");
  EXPECT_EQ(changes.summary("append", {}).at("changed-partition-count"), "0");
}

constexpr const char* kStatistics = R"([{"snapshot-id": 1, "statistics-path": "a.puffin"},
    {"snapshot-id": 2, "statistics-path": "b.puffin", "later-field": true}, {"statistics-path": "lost"}, 7])";
constexpr const char* kPartitionStatistics = R"([{"snapshot-id": 1, "statistics-path": "p.parquet"}])";

TableMetadata table_with_statistics() {
  TableMetadata metadata;
  metadata.unknown_fields = {{"statistics", kStatistics},
                             {"partition-statistics", kPartitionStatistics},
                             {"other", R"([{"snapshot-id": 1, "statistics-path": "not ours"}])"}};
  return metadata;
}

TEST(StatisticsFiles, AreThoseOfTheWantedSnapshots) {
  const TableMetadata metadata = table_with_statistics();
  using Paths = std::set<std::string>;
  EXPECT_EQ(statistics_files(metadata, [](int64_t id) { return id == 1; }), (Paths{"a.puffin", "p.parquet"}));
  EXPECT_EQ(statistics_files(metadata, [](int64_t) { return true; }),
            (Paths{"a.puffin", "b.puffin", "p.parquet"}));
  EXPECT_TRUE(statistics_files(metadata, [](int64_t) { return false; }).empty());
}

TEST(StatisticsFiles, NonListFieldsHaveNoFiles) {
  TableMetadata metadata;
  metadata.unknown_fields = {{"statistics", "{}"}, {"partition-statistics", "null"}};
  EXPECT_TRUE(statistics_files(metadata, [](int64_t) { return true; }).empty());
  remove_statistics(metadata, {1});
  EXPECT_EQ(metadata.unknown_fields[0].second, "{}");
}

TEST(RemoveStatistics, RemovesThoseOfTheSnapshotsAndKeepsTheRest) {
  TableMetadata metadata = table_with_statistics();
  remove_statistics(metadata, {1});
  EXPECT_EQ(*parse_json(metadata.unknown_fields[0].second),
            *parse_json(R"([{"snapshot-id": 2, "statistics-path": "b.puffin", "later-field": true}])"));
  EXPECT_EQ(metadata.unknown_fields[1].second, "[]");
  EXPECT_TRUE(metadata.unknown_fields[2].second.contains("not ours"));
}

}  // namespace
}  // namespace eigenlake::iceberg
