// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/schema.h"

#include <functional>

#include <gtest/gtest.h>

#include "eigenlake/iceberg/testing/nested_schema.h"

namespace eigenlake::iceberg {
namespace {

using testing::nested_schema;

TEST(Schema, FieldsAreFoundByIdAtAnyDepth) {
  const Schema schema = nested_schema();
  const std::pair<int, const char*> names[] = {
      {1, "id"},         {2, "place"},         {3, "tags"},         {4, "scores"},
      {5, "place.lat"},  {6, "place.lon"},     {7, "tags.element"}, {8, "tags.element.text"},
      {9, "scores.key"}, {10, "scores.value"},
  };
  for (const auto& [id, name] : names) {
    ASSERT_NE(schema.find_field(id), nullptr) << name;
    EXPECT_EQ(schema.find_field(id)->id, id);
    EXPECT_EQ(schema.name_of(id), name);
  }
  EXPECT_EQ(schema.find_field(11), nullptr);
  EXPECT_EQ(schema.name_of(11), "");
  EXPECT_EQ(schema.highest_field_id(), 10);
  EXPECT_EQ(Schema{}.highest_field_id(), 0);
}

TEST(Schema, OnlyTopLevelFieldsAreFoundByName) {
  const Schema schema = nested_schema();
  EXPECT_EQ(schema.find_field(std::string_view("place"))->id, 2);
  EXPECT_EQ(schema.find_field(std::string_view("lat")), nullptr);
  EXPECT_EQ(schema.find_field(std::string_view("place.lat")), nullptr);
  EXPECT_EQ(schema.find_field(std::string_view("PLACE")), nullptr);
}

TEST(Schema, FreshIdsReplaceOldOnesLevelByLevel) {
  Schema schema = nested_schema();
  for (NestedField& field : schema.fields) field.id += 500;
  EXPECT_EQ(assign_fresh_ids(schema), nested_schema());
}

/// A change of a valid schema, and its error.
struct Defect {
  const char* name;
  std::function<void(Schema&)> make;
  const char* message;
};

const Defect kDefects[] = {
    {"id zero", [](Schema& s) { s.fields[0].id = 0; }, "column id must have a positive id"},
    {"negative id below", [](Schema& s) { s.fields[1].type.fields[0].id = -1; },
     "column lat must have a positive id"},
    {"id twice at the top", [](Schema& s) { s.fields[3].id = 1; },
     "field id 1 is used twice, again by scores"},
    {"id twice at two depths", [](Schema& s) { s.fields[1].type.fields[1].id = 1; }, "again by lon"},
    {"no name", [](Schema& s) { s.fields[0].name = ""; }, "field 1 has no name"},
    {"name twice at the top", [](Schema& s) { s.fields[0].name = "tags"; }, "tags is used twice"},
    {"name twice in a struct", [](Schema& s) { s.fields[1].type.fields[0].name = "lon"; },
     "lon is used twice"},
    {"identifier that is none", [](Schema& s) { s.identifier_field_ids = {77}; }, "identifier field id 77"},
};

TEST(CheckSchema, EachDefectIsRejectedByName) {
  ASSERT_TRUE(check_schema(nested_schema()));
  for (const Defect& defect : kDefects) {
    Schema schema = nested_schema();
    defect.make(schema);
    const auto checked = check_schema(schema);
    ASSERT_FALSE(checked) << defect.name;
    EXPECT_EQ(checked.error().kind, ErrorKind::kInvalidInput);
    EXPECT_TRUE(checked.error().message.contains(defect.message)) << checked.error().message;
  }
}

TEST(CheckSchema, EqualNamesInDifferentStructsAreValid) {
  Schema schema = nested_schema();
  schema.fields[1].type.fields[0].name = "id";
  EXPECT_TRUE(check_schema(schema));
}

TEST(Type, SpellingMatchesTheSpec) {
  const Schema schema = nested_schema();
  EXPECT_EQ(schema.fields[1].type.to_string(), "struct<lat: double, lon: double>");
  EXPECT_EQ(schema.fields[2].type.to_string(), "list<struct<text: string>>");
  EXPECT_EQ(schema.fields[3].type.to_string(), "map<string, decimal(9, 2)>");
}

TEST(Type, EqualityComparesEveryMember) {
  const Type decimal = *parse_primitive_type("decimal(9,2)");
  EXPECT_EQ(decimal, *parse_primitive_type("decimal(9, 2)"));
  for (const char* other : {"decimal(10,2)", "decimal(9,3)", "long"})
    EXPECT_NE(decimal, *parse_primitive_type(other)) << other;
  EXPECT_NE(*parse_primitive_type("fixed[3]"), *parse_primitive_type("fixed[4]"));
  EXPECT_NE(Type::list(Type::int32(), true), Type::list(Type::int32(), false));
}

TEST(ParsePrimitiveType, BlanksAreAllowedOnlyInDecimals) {
  EXPECT_EQ(parse_primitive_type("decimal( 9 , 2 )")->precision, 9);
  EXPECT_EQ(parse_primitive_type("decimal(38,38)")->scale, 38);
  EXPECT_EQ(parse_primitive_type("decimal(1,0)")->precision, 1);
  EXPECT_EQ(parse_primitive_type("fixed[0]")->length, 0);
  for (const char* text :
       {" int", "int ", "INT", "decimal(9)", "decimal(9,2", "decimal(9,-1)", "decimal(9,2,1)", "decimal(,)",
        "fixed[]", "fixed(3)", "fixed[3", "struct", "list", "timestamp_ns"}) {
    const auto type = parse_primitive_type(text);
    ASSERT_FALSE(type) << text;
    EXPECT_TRUE(type.error().message.contains(text)) << type.error().message;
  }
}

}  // namespace
}  // namespace eigenlake::iceberg
