// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/table_metadata_update.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/spec/table_metadata_check.h"
#include "eigenlake/iceberg/testing/nested_schema.h"

namespace eigenlake::iceberg {
namespace {

using ::testing::ElementsAre;
using testing::nested_schema;

constexpr auto kTag = SnapshotRef::Kind::kTag;
constexpr auto kBranch = SnapshotRef::Kind::kBranch;

TableMetadata empty_table() {
  return *new_table_metadata("uuid", "/lake/t", nested_schema(), {}, {}, {}, 1000);
}

Snapshot snapshot(int64_t id, std::optional<int64_t> parent) {
  return make_snapshot(id, parent, id, 1000 + 10 * id, "list", 0, {{"operation", "append"}});
}

/// Snapshots 1 to 3 on main, at times 1010, 1020 and 1030.
TableMetadata three_snapshots() {
  TableMetadata metadata = empty_table();
  for (int64_t id = 1; id <= 3; ++id)
    EXPECT_TRUE(add_snapshot(metadata, snapshot(id, id > 1 ? std::optional(id - 1) : std::nullopt)));
  return metadata;
}

std::vector<int64_t> logged(const TableMetadata& metadata) {
  std::vector<int64_t> ids;
  for (const SnapshotLogEntry& entry : metadata.snapshot_log) ids.push_back(entry.snapshot_id);
  return ids;
}

TEST(NewTableMetadata, CountersStartAtTheUsedIds) {
  const Schema schema = nested_schema();
  const PartitionSpec spec = *identity_partition_spec(schema, {"id"});
  const SortOrder order{0, {{1, {}, SortDirection::kAscending, NullOrder::kFirst}}};
  const auto metadata = new_table_metadata("u", "/lake/t", schema, spec, order, {{"a", "b"}}, 7);
  ASSERT_TRUE(metadata) << metadata.error().to_string();
  EXPECT_EQ(metadata->format_version, 2);
  EXPECT_EQ(metadata->table_uuid, "u");
  EXPECT_EQ(metadata->location, "/lake/t");
  EXPECT_EQ(metadata->last_column_id, 10);
  EXPECT_EQ(metadata->last_partition_id, 1000);
  EXPECT_EQ(metadata->last_sequence_number, 0);
  EXPECT_EQ(metadata->last_updated_ms, 7);
  EXPECT_EQ(metadata->default_sort_order_id, 1) << "0 is the order of unsorted tables";
  EXPECT_EQ(metadata->properties.at("a"), "b");
  EXPECT_TRUE(check_table_metadata(*metadata));
  EXPECT_EQ(empty_table().last_partition_id, 999);
  EXPECT_EQ(empty_table().default_sort_order_id, 0);
}

TEST(NewTableMetadata, RejectsInvalidSchemaAndSpec) {
  Schema schema = nested_schema();
  const PartitionSpec unknown{0, {{77, 1000, "p", {}}}};
  EXPECT_EQ(new_table_metadata("u", "l", schema, unknown, {}, {}, 0).error().kind, ErrorKind::kInvalidInput);
  schema.fields[0].id = 0;
  EXPECT_EQ(new_table_metadata("u", "l", schema, {}, {}, {}, 0).error().kind, ErrorKind::kInvalidInput);
}

TEST(NewTableMetadata, IdsOfSchemaAndSpecStay) {
  Schema schema = nested_schema();
  schema.schema_id = 3;
  PartitionSpec spec = *identity_partition_spec(schema, {"id"});
  spec.spec_id = 4;
  const auto metadata = *new_table_metadata("u", "l", schema, spec, {5, {}}, {}, 0);
  EXPECT_EQ(metadata.current_schema_id, 3);
  EXPECT_EQ(metadata.default_spec_id, 4);
  EXPECT_EQ(metadata.default_sort_order_id, 5);
  EXPECT_TRUE(check_table_metadata(metadata));
}

TEST(AddSnapshot, BecomesMainsAndIsLogged) {
  const TableMetadata metadata = three_snapshots();
  EXPECT_EQ(metadata.current_snapshot()->snapshot_id, 3);
  EXPECT_EQ(metadata.refs.at("main").snapshot_id, 3);
  EXPECT_EQ(metadata.last_sequence_number, 3);
  EXPECT_EQ(metadata.last_updated_ms, 1030);
  EXPECT_THAT(logged(metadata), ElementsAre(1, 2, 3));
  EXPECT_TRUE(check_table_metadata(metadata));
}

TEST(AddSnapshot, WrongParentIsAConflict) {
  TableMetadata metadata = three_snapshots();
  for (const std::optional<int64_t> parent : {std::optional<int64_t>(), std::optional<int64_t>(2)}) {
    EXPECT_EQ(add_snapshot(metadata, snapshot(4, parent)).error().kind, ErrorKind::kConflict);
    EXPECT_EQ(metadata.snapshots.size(), 3u);
  }
}

TEST(AddSnapshot, TimeNeverRunsBackwards) {
  TableMetadata metadata = three_snapshots();
  metadata.last_updated_ms = 9999;
  ASSERT_TRUE(add_snapshot(metadata, snapshot(4, 3)));
  EXPECT_EQ(metadata.last_updated_ms, 9999);
}

TEST(SetRef, MainMovesTheCurrentSnapshotAndOthersDoNot) {
  TableMetadata metadata = three_snapshots();
  ASSERT_TRUE(set_ref(metadata, "side", {2, kBranch, 5, {}, {}}, 2000));
  EXPECT_EQ(metadata.current_snapshot_id, 3);
  EXPECT_EQ(metadata.refs.at("side").min_snapshots_to_keep, 5);
  EXPECT_EQ(metadata.last_updated_ms, 2000);
  ASSERT_TRUE(set_ref(metadata, "main", {2, kBranch, {}, 77, {}}, 3000));
  EXPECT_EQ(metadata.current_snapshot_id, 2);
  EXPECT_EQ(metadata.refs.at("main").max_snapshot_age_ms, 77);
  EXPECT_THAT(logged(metadata), ElementsAre(1, 2, 3, 2));
  EXPECT_EQ(metadata.snapshot_as_of(3000)->snapshot_id, 2);
  ASSERT_TRUE(set_ref(metadata, "main", {2, kBranch, {}, 88, {}}, 4000));
  EXPECT_EQ(metadata.snapshot_log.size(), 4u) << "main did not move";
}

TEST(SetRef, RefsKeepTheirKind) {
  TableMetadata metadata = three_snapshots();
  ASSERT_TRUE(set_ref(metadata, "v1", {1, kTag, {}, {}, {}}, 0));
  ASSERT_TRUE(set_ref(metadata, "v1", {2, kTag, {}, {}, {}}, 0)) << "a tag may move";
  const auto branch = set_ref(metadata, "v1", {2, kBranch, {}, {}, {}}, 0);
  EXPECT_EQ(branch.error().kind, ErrorKind::kInvalidInput);
  EXPECT_TRUE(branch.error().message.contains("is a tag and cannot become a branch"))
      << branch.error().message;
  const auto main = set_ref(metadata, "main", {2, kTag, {}, {}, {}}, 0);
  EXPECT_TRUE(main.error().message.contains("is a branch and cannot become a tag")) << main.error().message;
  EXPECT_EQ(set_ref(metadata, "v2", {4, kTag, {}, {}, {}}, 0).error().kind, ErrorKind::kNotFound);
  EXPECT_FALSE(metadata.refs.contains("v2"));
  TableMetadata no_main = empty_table();
  no_main.snapshots.push_back(snapshot(1, {}));
  EXPECT_EQ(set_ref(no_main, "main", {1, kTag, {}, {}, {}}, 0).error().kind, ErrorKind::kInvalidInput);
}

TEST(RemoveRef, MainCannotBeRemoved) {
  TableMetadata metadata = three_snapshots();
  ASSERT_TRUE(set_ref(metadata, "v1", {1, kTag, {}, {}, {}}, 0));
  ASSERT_TRUE(remove_ref(metadata, "v1"));
  EXPECT_EQ(remove_ref(metadata, "v1").error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(remove_ref(metadata, "main").error().kind, ErrorKind::kInvalidInput);
  EXPECT_TRUE(metadata.refs.contains("main"));
}

TEST(RollbackMain, RollsBackToAnAncestorAndKeepsEverySnapshot) {
  TableMetadata metadata = three_snapshots();
  ASSERT_TRUE(rollback_main(metadata, 1, 5000));
  EXPECT_EQ(metadata.current_snapshot_id, 1);
  EXPECT_EQ(metadata.snapshots.size(), 3u);
  EXPECT_EQ(metadata.last_updated_ms, 5000);
  EXPECT_THAT(logged(metadata), ElementsAre(1, 2, 3, 1));
  const auto forward = rollback_main(metadata, 3, 6000);
  EXPECT_EQ(forward.error().kind, ErrorKind::kInvalidInput);
  EXPECT_EQ(rollback_main(metadata, 9, 6000).error().kind, ErrorKind::kNotFound);
}

TEST(RollbackMain, RollbackToTheCurrentSnapshotChangesNothing) {
  TableMetadata metadata = three_snapshots();
  ASSERT_TRUE(rollback_main(metadata, 3, 5000));
  EXPECT_EQ(metadata.last_updated_ms, 1030);
  EXPECT_EQ(metadata.snapshot_log.size(), 3u);
}

TEST(RollbackMain, RollbackToNothingRemovesMain) {
  TableMetadata metadata = three_snapshots();
  ASSERT_TRUE(rollback_main(metadata, std::nullopt, 5000));
  EXPECT_EQ(metadata.current_snapshot(), nullptr);
  EXPECT_FALSE(metadata.refs.contains("main"));
  EXPECT_TRUE(check_table_metadata(metadata));
}

/// A log with a gap would name a wrong snapshot for the times in between.
TEST(RemoveSnapshots, LogBeginsAfterTheLastRemovedSnapshot) {
  TableMetadata metadata = three_snapshots();
  remove_snapshots(metadata, {2}, {});
  EXPECT_EQ(metadata.snapshots.size(), 2u);
  EXPECT_THAT(logged(metadata), ElementsAre(3));
  EXPECT_EQ(metadata.snapshot_as_of(1025), nullptr);
  EXPECT_TRUE(check_table_metadata(metadata));
}

TEST(RemoveSnapshots, RemovesTheirRefs) {
  TableMetadata metadata = three_snapshots();
  ASSERT_TRUE(set_ref(metadata, "v1", {1, kTag, {}, {}, {}}, 0));
  ASSERT_TRUE(set_ref(metadata, "v3", {3, kTag, {}, {}, {}}, 0));
  const std::vector<std::string> refs = {"v1"};
  remove_snapshots(metadata, {1}, refs);
  EXPECT_FALSE(metadata.refs.contains("v1"));
  EXPECT_TRUE(metadata.refs.contains("v3"));
  EXPECT_THAT(logged(metadata), ElementsAre(2, 3));
}

TEST(RemoveSnapshots, RemovesTheirStatistics) {
  TableMetadata metadata = three_snapshots();
  metadata.unknown_fields = {{"statistics", R"([{"snapshot-id":1,"statistics-path":"a"}])"}};
  remove_snapshots(metadata, {1}, {});
  EXPECT_EQ(metadata.unknown_fields[0].second, "[]");
}

TEST(RemoveSnapshots, NothingRemovedKeepsTheLog) {
  TableMetadata metadata = three_snapshots();
  remove_snapshots(metadata, {}, {});
  EXPECT_THAT(logged(metadata), ElementsAre(1, 2, 3));
}

TEST(AddOptionalColumns, NestedColumnsGetIdsDepthFirst) {
  TableMetadata metadata = empty_table();
  const std::vector<NewColumn> columns = {
      {"bonds", Type::list(Type::structure({{0, "order", false, Type::int32(), ""}})), "pairs"},
      {"note", Type::string(), ""}};
  EXPECT_TRUE(*add_optional_columns(metadata, columns));
  const Schema& schema = metadata.schema();
  EXPECT_EQ(schema.schema_id, 1);
  EXPECT_EQ(schema.name_of(11), "bonds");
  EXPECT_EQ(schema.name_of(12), "bonds.element");
  EXPECT_EQ(schema.name_of(13), "bonds.element.order");
  EXPECT_EQ(schema.name_of(14), "note");
  EXPECT_EQ(metadata.last_column_id, 14);
  EXPECT_FALSE(schema.find_field(11)->required);
  EXPECT_EQ(schema.find_field(11)->doc, "pairs");
  EXPECT_EQ(metadata.schema_by_id(0)->fields.size(), 4u) << "the old schema stays";
  EXPECT_TRUE(check_table_metadata(metadata));
}

TEST(AddOptionalColumns, ExistingColumnsStay) {
  TableMetadata metadata = empty_table();
  const std::vector<NewColumn> there = {{"tags", nested_schema().fields[2].type, "another comment"}};
  EXPECT_FALSE(*add_optional_columns(metadata, there));
  EXPECT_EQ(metadata.schemas.size(), 1u);
  Type list = nested_schema().fields[2].type;
  list.fields[0].required = true;
  for (const Type& type : {Type::string(), list}) {
    const std::vector<NewColumn> other = {{"new", Type::int32(), ""}, {"tags", type, ""}};
    EXPECT_EQ(add_optional_columns(metadata, other).error().kind, ErrorKind::kInvalidInput);
    EXPECT_EQ(metadata.schemas.size(), 1u);
    EXPECT_EQ(metadata.last_column_id, 10);
  }
}

/// An id that a dropped column had is never given again, nor is a schema's.
TEST(AddOptionalColumns, IdsOfDroppedColumnsAndSchemasAreNotReused) {
  TableMetadata metadata = empty_table();
  metadata.last_column_id = 40;
  metadata.schemas.push_back(metadata.schemas[0]);
  metadata.schemas.back().schema_id = 7;
  const std::vector<NewColumn> columns = {{"note", Type::string(), ""}};
  EXPECT_TRUE(*add_optional_columns(metadata, columns));
  EXPECT_EQ(metadata.schema().find_field(std::string_view("note"))->id, 41);
  EXPECT_EQ(metadata.current_schema_id, 8);
}

}  // namespace
}  // namespace eigenlake::iceberg
