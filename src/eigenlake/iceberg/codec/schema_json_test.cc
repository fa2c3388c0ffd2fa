// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/codec/schema_json.h"

#include <gtest/gtest.h>

#include "eigenlake/iceberg/codec/json_fields.h"
#include "eigenlake/iceberg/codec/partition_spec_json.h"
#include "eigenlake/iceberg/testing/nested_schema.h"

namespace eigenlake::iceberg {
namespace {

Json json_of(const char* text) {
  const auto json = parse_json(text);
  EXPECT_TRUE(json) << text;
  return *json;
}

/// For comparisons: the order of members says nothing.
nlohmann::json sorted(const Json& json) {
  return nlohmann::json::parse(json.dump());
}

/// The example of the spec's appendix C for each kind of type.
constexpr const char* kSpecSchema =
    R"json({"type": "struct", "schema-id": 3, "identifier-field-ids": [1], "fields": [
  {"id": 1, "name": "id", "required": true, "type": "uuid", "doc": "the key"},
  {"id": 2, "name": "list", "required": false,
   "type": {"type": "list", "element-id": 3, "element-required": true, "element": "string"}},
  {"id": 4, "name": "map", "required": false,
   "type": {"type": "map", "key-id": 5, "key": "string", "value-id": 6, "value-required": false, "value": "double"}},
  {"id": 7, "name": "struct", "required": true, "type": {"type": "struct", "fields": [
    {"id": 8, "name": "f", "required": false, "type": "decimal(9, 2)"}]}}]})json";

TEST(SchemaJson, MatchesTheSpec) {
  const Json json = json_of(kSpecSchema);
  const auto schema = schema_from_json(json);
  ASSERT_TRUE(schema) << schema.error().to_string();
  EXPECT_EQ(schema->schema_id, 3);
  EXPECT_EQ(schema->identifier_field_ids, std::vector<int>{1});
  EXPECT_EQ(schema->find_field(1)->doc, "the key");
  EXPECT_TRUE(schema->find_field(3)->required);
  EXPECT_FALSE(schema->find_field(6)->required);
  EXPECT_EQ(schema->name_of(8), "struct.f");
  EXPECT_EQ(sorted(schema_to_json(*schema)), sorted(json));
}

TEST(SchemaJson, MissingIdMeansVersion1) {
  Json json = json_of(kSpecSchema);
  json.erase("schema-id");
  json["identifier-field-ids"] = nullptr;
  EXPECT_EQ(schema_from_json(json)->schema_id, 0);
  EXPECT_TRUE(schema_from_json(json)->identifier_field_ids.empty());
}

/// A change of the schema above, as a JSON patch, and its error.
struct Defect {
  const char* patch;
  const char* message;
};

void expect_rejected(const Json& whole, const auto& parse, std::span<const Defect> defects) {
  ASSERT_TRUE(parse(whole)) << parse(whole).error().to_string();
  for (const Defect& defect : defects) {
    const auto parsed = parse(whole.patch(json_of(defect.patch)));
    ASSERT_FALSE(parsed) << defect.patch;
    EXPECT_EQ(parsed.error().kind, ErrorKind::kCorrupt) << defect.patch;
    EXPECT_TRUE(parsed.error().to_string().contains(defect.message))
        << defect.patch << ": " << parsed.error().to_string();
  }
}

TEST(SchemaJson, EachDefectIsRejectedByPlace) {
  const Defect defects[] = {
      {R"([{"op": "replace", "path": "", "value": []}])", "a schema must be an object, got array"},
      {R"([{"op": "remove", "path": "/fields"}])", "'fields' is missing"},
      {R"([{"op": "replace", "path": "/schema-id", "value": "3"}])",
       "'schema-id' must be an integer, got string"},
      {R"([{"op": "replace", "path": "/identifier-field-ids", "value": ["1"]}])", "identifier-field-ids"},
      {R"([{"op": "replace", "path": "/identifier-field-ids", "value": [4294967297]}])", "32-bit numbers"},
      {R"([{"op": "replace", "path": "/identifier-field-ids", "value": [99]}])", "identifier field id 99"},
      {R"([{"op": "replace", "path": "/fields/0", "value": 1}])", "a field must be an object, got number"},
      {R"([{"op": "remove", "path": "/fields/0/id"}])", "'id' is missing"},
      {R"([{"op": "replace", "path": "/fields/0/id", "value": 2147483648}])", "32-bit number"},
      {R"([{"op": "remove", "path": "/fields/0/name"}])", "'name' is missing"},
      {R"([{"op": "replace", "path": "/fields/0/required", "value": 1}])",
       "'required' must be true or false, got number"},
      {R"([{"op": "replace", "path": "/fields/0/doc", "value": 1}])", "'doc' must be a string, got number"},
      {R"([{"op": "remove", "path": "/fields/0/type"}])", "field id has no type"},
      {R"([{"op": "replace", "path": "/fields/0/type", "value": "varchar"}])", "in field id"},
      {R"([{"op": "replace", "path": "/fields/0/type", "value": 7}])",
       "a type must be an object, got number"},
      {R"([{"op": "replace", "path": "/fields/0/type", "value": {"type": "set"}}])", "got 'set'"},
      {R"([{"op": "remove", "path": "/fields/1/type/element-id"}])", "'element-id'"},
      {R"([{"op": "remove", "path": "/fields/1/type/element"}])", "'element' is missing"},
      {R"([{"op": "remove", "path": "/fields/1/type/element-required"}])", "'element-required'"},
      {R"([{"op": "remove", "path": "/fields/2/type/key"}])", "'key' is missing"},
      {R"([{"op": "remove", "path": "/fields/2/type/value-id"}])", "'value-id'"},
      {R"([{"op": "remove", "path": "/fields/2/type/value-required"}])", "'value-required'"},
      {R"([{"op": "replace", "path": "/fields/3/type/fields/0/type", "value": "?"}])", "in field f"},
      {R"([{"op": "replace", "path": "/fields/3/type/fields/0/id", "value": 1}])", "id 1 is used twice"}};
  expect_rejected(json_of(kSpecSchema), [](const Json& json) { return schema_from_json(json); }, defects);
}

constexpr const char* kSpecPartitionSpec = R"({"spec-id": 2, "fields": [
  {"source-id": 4, "field-id": 1000, "name": "ts_day", "transform": "day"},
  {"source-id": 1, "field-id": 1007, "name": "id_bucket", "transform": "bucket[16]"}]})";

TEST(PartitionSpecJson, MatchesTheSpec) {
  const auto spec = partition_spec_from_json(json_of(kSpecPartitionSpec));
  ASSERT_TRUE(spec) << spec.error().to_string();
  EXPECT_EQ(spec->spec_id, 2);
  EXPECT_EQ(spec->fields[1], (PartitionField{1, 1007, "id_bucket", parse_transform("bucket[16]")}));
  EXPECT_EQ(sorted(partition_spec_to_json(*spec)), sorted(json_of(kSpecPartitionSpec)));
}

/// "In v1, partition field ids were not tracked, but were assigned sequentially starting at 1000."
TEST(PartitionSpecJson, Version1FieldsCountFrom1000) {
  const Json fields = json_of(R"([{"source-id": 4, "name": "a", "transform": "day"},
                                  {"source-id": 1, "name": "b", "transform": "identity"}])");
  const auto spec = partition_spec_from_fields(0, fields);
  EXPECT_EQ(spec->fields[0].field_id, 1000);
  EXPECT_EQ(spec->fields[1].field_id, 1001);
}

TEST(PartitionSpecJson, EachDefectIsRejected) {
  const Defect defects[] = {
      {R"([{"op": "replace", "path": "", "value": 1}])", "a partition spec must be an object"},
      {R"([{"op": "remove", "path": "/spec-id"}])", "'spec-id'"},
      {R"([{"op": "replace", "path": "/fields", "value": {}}])", "'fields' must be an array, got object"},
      {R"([{"op": "replace", "path": "/fields/0", "value": "day"}])", "a partition field must be an object"},
      {R"([{"op": "remove", "path": "/fields/0/source-id"}])", "'source-id'"},
      {R"([{"op": "remove", "path": "/fields/0/name"}])", "'name'"},
      {R"([{"op": "remove", "path": "/fields/0/transform"}])", "'transform'"},
      {R"([{"op": "replace", "path": "/fields/0/field-id", "value": "1000"}])", "'field-id'"}};
  expect_rejected(
      json_of(kSpecPartitionSpec), [](const Json& json) { return partition_spec_from_json(json); }, defects);
  EXPECT_EQ(partition_spec_from_fields(0, Json::object()).error().kind, ErrorKind::kCorrupt);
}

constexpr const char* kSpecSortOrder = R"({"order-id": 1, "fields": [
  {"transform": "identity", "source-id": 2, "direction": "asc", "null-order": "nulls-first"},
  {"transform": "bucket[4]", "source-id": 3, "direction": "desc", "null-order": "nulls-last"}]})";

TEST(SortOrderJson, MatchesTheSpec) {
  const auto order = sort_order_from_json(json_of(kSpecSortOrder));
  ASSERT_TRUE(order) << order.error().to_string();
  EXPECT_EQ(order->order_id, 1);
  EXPECT_EQ(order->fields[0], (SortField{2, {}, SortDirection::kAscending, NullOrder::kFirst}));
  EXPECT_EQ(order->fields[1],
            (SortField{3, parse_transform("bucket[4]"), SortDirection::kDescending, NullOrder::kLast}));
  EXPECT_EQ(sorted(sort_order_to_json(*order)), sorted(json_of(kSpecSortOrder)));
}

TEST(SortOrderJson, EachDefectIsRejected) {
  const Defect defects[] = {
      {R"([{"op": "replace", "path": "", "value": null}])", "a sort order must be an object, got null"},
      {R"([{"op": "remove", "path": "/order-id"}])", "'order-id'"},
      {R"([{"op": "remove", "path": "/fields"}])", "'fields'"},
      {R"([{"op": "replace", "path": "/fields/0", "value": 1}])", "a sort field must be an object"},
      {R"([{"op": "replace", "path": "/fields/0/direction", "value": "up"}])", "asc or desc, got 'up'"},
      {R"([{"op": "replace", "path": "/fields/0/null-order", "value": "first"}])", "got 'first'"},
      {R"([{"op": "remove", "path": "/fields/0/null-order"}])", "'null-order'"},
      {R"([{"op": "remove", "path": "/fields/0/source-id"}])", "'source-id'"},
      {R"([{"op": "remove", "path": "/fields/0/transform"}])", "'transform'"}};
  expect_rejected(
      json_of(kSpecSortOrder), [](const Json& json) { return sort_order_from_json(json); }, defects);
}

TEST(JsonFields, NullEqualsAbsent) {
  const Json object = json_of(R"({"null": null, "n": 1})");
  for (const char* name : {"null", "absent"}) {
    EXPECT_EQ(find_member(object, name), nullptr);
    EXPECT_EQ(*optional_long_member(object, name), std::nullopt);
    EXPECT_EQ(*optional_int_member(object, name), std::nullopt);
    EXPECT_FALSE(long_member(object, name));
    EXPECT_FALSE(object_member(object, name));
  }
  EXPECT_EQ(*optional_int_member(object, "n"), 1);
  EXPECT_EQ(*optional_long_member(object, "n"), 1);
}

TEST(JsonFields, NumbersMustBeIntegersInRange) {
  const Json object = json_of(R"({"min": -9223372036854775808, "max": 9223372036854775807,
      "beyond": 9223372036854775808, "fraction": 1.0, "int_min": -2147483648, "below": -2147483649})");
  EXPECT_EQ(*long_member(object, "min"), INT64_MIN);
  EXPECT_EQ(*long_member(object, "max"), INT64_MAX);
  EXPECT_EQ(*int_member(object, "int_min"), INT32_MIN);
  EXPECT_TRUE(long_member(object, "beyond").error().message.contains("got 9223372036854775808"));
  EXPECT_EQ(long_member(object, "fraction").error().kind, ErrorKind::kCorrupt);
  EXPECT_TRUE(int_member(object, "below").error().message.contains("got -2147483649"));
  EXPECT_EQ(optional_long_member(object, "fraction").error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(optional_int_member(object, "max").error().kind, ErrorKind::kCorrupt);
}

}  // namespace
}  // namespace eigenlake::iceberg
