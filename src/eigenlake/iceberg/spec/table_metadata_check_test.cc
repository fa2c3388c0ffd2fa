// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/table_metadata_check.h"

#include <functional>

#include <gtest/gtest.h>

#include "eigenlake/iceberg/spec/table_metadata_update.h"
#include "eigenlake/iceberg/testing/nested_schema.h"

namespace eigenlake::iceberg {
namespace {

using testing::nested_schema;

/// A partitioned table with two snapshots, a tag and a branch.
TableMetadata whole_table() {
  const Schema schema = nested_schema();
  TableMetadata metadata =
      *new_table_metadata("uuid", "/lake/t", schema, *identity_partition_spec(schema, {"id"}), {}, {}, 1000);
  for (int64_t id = 1; id <= 2; ++id) {
    EXPECT_TRUE(add_snapshot(metadata, make_snapshot(id, id == 1 ? std::nullopt : std::optional<int64_t>(1),
                                                     id, 1000 * id, "list", 0, {{"operation", "append"}})));
  }
  metadata.refs["v1"] = {1, SnapshotRef::Kind::kTag, {}, {}, {}};
  return metadata;
}

struct Defect {
  const char* name;
  std::function<void(TableMetadata&)> make;
  const char* message;
};

const Defect kDefects[] = {
    {"schema id twice", [](TableMetadata& m) { m.schemas.push_back(m.schemas[0]); },
     "two schemas have the id 0"},
    {"current schema unknown", [](TableMetadata& m) { m.current_schema_id = 3; }, "current-schema-id"},
    {"column beyond the last", [](TableMetadata& m) { m.last_column_id = 9; }, "last-column-id 9, got 10"},
    {"column beyond the last in an old schema",
     [](TableMetadata& m) {
       m.schemas.push_back(m.schemas[0]);
       m.schemas.back().schema_id = 1;
       m.schemas.back().fields[0].id = 99;
     },
     "got 99"},
    {"spec id twice", [](TableMetadata& m) { m.partition_specs.push_back(m.partition_specs[0]); },
     "two partition-specs have the id"},
    {"default spec unknown", [](TableMetadata& m) { m.default_spec_id = 5; }, "default-spec-id"},
    {"partition source unknown", [](TableMetadata& m) { m.partition_specs[0].fields[0].source_id = 77; },
     "with id 77"},
    {"partition source nested", [](TableMetadata& m) { m.partition_specs[0].fields[0].source_id = 2; },
     "primitive source column"},
    {"sort order unknown", [](TableMetadata& m) { m.default_sort_order_id = 4; }, "default-sort-order-id"},
    {"snapshot id twice", [](TableMetadata& m) { m.snapshots.push_back(m.snapshots[0]); },
     "two snapshots have the id 1"},
    {"sequence number beyond the last", [](TableMetadata& m) { m.last_sequence_number = 1; },
     "last-sequence-number 1, got 2 in snapshot 2"},
    {"current snapshot unknown", [](TableMetadata& m) { m.current_snapshot_id = 9; }, "current-snapshot-id"},
    {"tag of no snapshot", [](TableMetadata& m) { m.refs["v1"].snapshot_id = 9; }, "ref v1"},
    {"main elsewhere", [](TableMetadata& m) { m.refs["main"].snapshot_id = 1; },
     "current snapshot 2, found 1"},
    {"main without a current snapshot", [](TableMetadata& m) { m.current_snapshot_id.reset(); },
     "current snapshot -1, found 2"},
};

TEST(CheckTableMetadata, EachDefectIsRejectedByFieldName) {
  ASSERT_TRUE(check_table_metadata(whole_table()));
  for (const Defect& defect : kDefects) {
    TableMetadata metadata = whole_table();
    defect.make(metadata);
    const auto checked = check_table_metadata(metadata);
    ASSERT_FALSE(checked) << defect.name;
    EXPECT_EQ(checked.error().kind, ErrorKind::kCorrupt) << defect.name;
    EXPECT_TRUE(checked.error().message.contains(defect.message))
        << defect.name << ": " << checked.error().message;
  }
}

TEST(CheckTableMetadata, OtherWritersHabitsAreValid) {
  TableMetadata metadata = whole_table();
  metadata.partition_specs.push_back({1, {{77, 1001, "dropped", {}}}});
  EXPECT_TRUE(check_table_metadata(metadata)) << "an old spec of a dropped column";
  metadata.partition_specs[0].fields.push_back({78, 1002, "void", parse_transform("void")});
  EXPECT_TRUE(check_table_metadata(metadata)) << "a void field of a dropped column";
  metadata.last_column_id = 1000;
  metadata.last_sequence_number = 1000;
  EXPECT_TRUE(check_table_metadata(metadata));
  metadata.refs.clear();
  metadata.current_snapshot_id.reset();
  EXPECT_TRUE(check_table_metadata(metadata)) << "rolled back to nothing";
}

TEST(TableMetadata, PartsAreFoundById) {
  const TableMetadata metadata = whole_table();
  EXPECT_EQ(metadata.schema_by_id(0), &metadata.schema());
  EXPECT_EQ(metadata.schema_by_id(1), nullptr);
  EXPECT_EQ(metadata.partition_spec_by_id(0), &metadata.partition_spec());
  EXPECT_EQ(metadata.partition_spec_by_id(1), nullptr);
  EXPECT_EQ(metadata.snapshot_by_id(2)->sequence_number, 2);
  EXPECT_EQ(metadata.snapshot_by_id(3), nullptr);
  EXPECT_EQ(metadata.snapshot_by_ref("v1")->snapshot_id, 1);
  EXPECT_EQ(metadata.snapshot_by_ref("main")->snapshot_id, 2);
  EXPECT_EQ(metadata.snapshot_by_ref("v2"), nullptr);
}

TEST(TableMetadata, TimesFindTheCurrentSnapshot) {
  const TableMetadata metadata = whole_table();
  EXPECT_EQ(metadata.snapshot_as_of(999), nullptr);
  EXPECT_EQ(metadata.snapshot_as_of(1000)->snapshot_id, 1);
  EXPECT_EQ(metadata.snapshot_as_of(1999)->snapshot_id, 1);
  EXPECT_EQ(metadata.snapshot_as_of(2000)->snapshot_id, 2);
}

TEST(TableMetadata, ExpiredSnapshotOfTheLogIsNotFound) {
  TableMetadata metadata = whole_table();
  std::erase_if(metadata.snapshots, [](const Snapshot& s) { return s.snapshot_id == 1; });
  EXPECT_EQ(metadata.snapshot_as_of(1500), nullptr);
}

TEST(TableMetadata, NonNumericPropertiesGiveTheDefault) {
  TableMetadata metadata;
  metadata.properties = {{"n", "12"}, {"minus", "-3"}, {"word", "many"}, {"tail", "12x"}, {"empty", ""}};
  EXPECT_EQ(metadata.property_int("n", 5), 12);
  EXPECT_EQ(metadata.property_int("minus", 5), -3);
  for (const char* name : {"word", "tail", "empty", "absent"})
    EXPECT_EQ(metadata.property_int(name, 5), 5) << name;
  EXPECT_EQ(metadata.property("word", "few"), "many");
  EXPECT_EQ(metadata.property("absent", "few"), "few");
  EXPECT_EQ(metadata.property("empty", "few"), "");
}

}  // namespace
}  // namespace eigenlake::iceberg
