// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/partition_spec.h"

#include <gtest/gtest.h>

#include "eigenlake/iceberg/codec/partition_spec_json.h"
#include "eigenlake/iceberg/codec/schema_json.h"
#include "eigenlake/iceberg/testing/small_table.h"

namespace eigenlake::iceberg {
namespace {

std::string path_of(const Literal& date, const Literal& basis) {
  const CreateTableOptions options = testing::small_table_options();
  return partition_path(options.partition_spec, *options.partition_spec.partition_types(options.schema),
                        {date, basis});
}

TEST(PartitionPath, EscapesAsJavasUrlEncoder) {
  EXPECT_EQ(path_of(int32_t{20098}, std::string("6-31g(d)")),
            "processing_date=2025-01-10/basis_set=6-31g%28d%29");
  EXPECT_EQ(path_of(int32_t{0}, std::string("a b/c=d+e~*")),
            "processing_date=1970-01-01/basis_set=a+b%2Fc%3Dd%2Be%7E*");
  EXPECT_EQ(path_of(Literal{}, std::string("ü")), "processing_date=null/basis_set=%C3%BC");
}

TEST(PartitionSpec, UnknownPartitionColumnIsRejected) {
  const Schema schema = testing::small_table_options().schema;
  EXPECT_EQ(identity_partition_spec(schema, {"none"}).error().kind, ErrorKind::kInvalidInput);
  EXPECT_EQ(identity_partition_spec(schema, {"coordinates"}).error().kind, ErrorKind::kInvalidInput);
}

TEST(PartitionSpec, JsonKeepsTransformsOfOtherEngines) {
  for (const char* text :
       {"identity", "void", "bucket[16]", "truncate[4]", "year", "month", "day", "hour", "zorder(2)"}) {
    PartitionSpec spec{3, {{1, 1000, "p", parse_transform(text)}}};
    EXPECT_EQ(spec.fields[0].transform.to_string(), text);
    EXPECT_EQ(*partition_spec_from_json(partition_spec_to_json(spec)), spec);
  }
  EXPECT_EQ(parse_transform("bucket[0]").kind, Transform::Kind::kUnknown);
}

TEST(Schema, FreshIdsGoToTopLevelColumnsFirst) {
  const Schema schema = testing::small_table_options().schema;
  EXPECT_EQ(schema.find_field("coordinates")->id, 5);
  EXPECT_EQ(schema.name_of(6), "coordinates.element");
  EXPECT_EQ(schema.name_of(7), "coordinates.element.element");
  EXPECT_EQ(schema.highest_field_id(), 7);
}

TEST(Schema, JsonRoundTripKeepsEverything) {
  Schema schema = testing::small_table_options().schema;
  Type map;
  map.kind = TypeKind::kMap;
  map.fields = {{9, "key", true, Type::string(), ""},
                {10, "value", false, *parse_primitive_type("decimal(9, 2)"), ""}};
  schema.fields.push_back({8, "m", false, map, "a map"});
  schema.fields.push_back(
      {11, "s", true, Type::structure({{12, "f", false, *parse_primitive_type("fixed[3]"), ""}}), ""});
  schema.identifier_field_ids = {3};
  EXPECT_EQ(*schema_from_json(schema_to_json(schema)), schema);
}

TEST(Schema, RepeatedIdsAndNamesAreRejected) {
  Schema schema = testing::small_table_options().schema;
  schema.fields[1].id = schema.fields[0].id;
  EXPECT_FALSE(check_schema(schema));
  schema = testing::small_table_options().schema;
  schema.fields[1].name = schema.fields[0].name;
  EXPECT_FALSE(check_schema(schema));
}

TEST(Type, SpellingsReadBack) {
  for (const char* text : {"boolean", "int", "long", "float", "double", "date", "time", "timestamp",
                           "timestamptz", "string", "uuid", "binary", "fixed[16]", "decimal(38, 10)"}) {
    EXPECT_EQ(parse_primitive_type(text)->to_string(), text);
  }
  EXPECT_EQ(parse_primitive_type("decimal(9,2)")->scale, 2);
  for (const char* text :
       {"", "varchar", "decimal(0, 0)", "decimal(39, 0)", "decimal(2, 3)", "fixed[-1]", "fixed[x]"}) {
    EXPECT_EQ(parse_primitive_type(text).error().kind, ErrorKind::kCorrupt) << text;
  }
}

}  // namespace
}  // namespace eigenlake::iceberg
