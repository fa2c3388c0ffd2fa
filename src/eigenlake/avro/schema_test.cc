// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/avro/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eigenlake::avro {
namespace {

using testing::HasSubstr;

std::string error_of(std::string_view json) {
  const auto schema = parse_schema(json);
  return schema ? std::string("no error") : schema.error().to_string();
}

std::string rewritten(std::string_view json) {
  return to_json(*parse_schema(json).value());
}

TEST(Schema, KeepsAttributesLogicalTypesDocsAliasesAndDefaults) {
  const std::string json =
      R"({"type":"record","name":"r","namespace":"a.b","aliases":["a.b.old"],"doc":"why","fields":[)"
      R"({"name":"t","type":{"type":"long","logicalType":"timestamp-micros","adjust-to-utc":true},)"
      R"("default":0,"doc":"when","aliases":["time"],"field-id":7},)"
      R"({"name":"list","type":{"type":"array","items":"int","element-id":9}},)"
      R"({"name":"map","type":{"type":"map","values":["null","double"],"key-id":10,"value-id":11},"order":"ignore"}],)"
      R"("extra":{"deep":[1,2]}})";
  EXPECT_EQ(rewritten(json), json);
  const SchemaPtr schema = parse_schema(json).value();
  EXPECT_EQ(schema->name, "a.b.r");
  EXPECT_EQ(schema->fields[0].int_attribute("field-id"), 7);
  EXPECT_EQ(schema->fields[0].type->logical_type, "timestamp-micros");
  EXPECT_EQ(schema->fields[1].type->int_attribute("element-id"), 9);
  EXPECT_EQ(schema->fields[2].type->int_attribute("value-id"), 11);
}

TEST(Schema, SecondUseOfTypeIsItsName) {
  const SchemaPtr point = record("point", {required_field("x", primitive(Type::kDouble))});
  const SchemaPtr pair = record("pair", {required_field("a", point), required_field("b", point)});
  EXPECT_EQ(to_json(*pair),
            R"({"type":"record","name":"pair","fields":[{"name":"a","type":{"type":"record","name":"point",)"
            R"("fields":[{"name":"x","type":"double"}]}},{"name":"b","type":"point"}]})");
  EXPECT_EQ(rewritten(to_json(*pair)), to_json(*pair));
}

TEST(Schema, RecursiveTypeRefersToItself) {
  const std::string json =
      R"({"type":"record","name":"node","fields":[{"name":"next","type":["null","node"]}]})";
  const SchemaPtr schema = parse_schema(json).value();
  EXPECT_EQ(&definition_of(*schema->fields[0].type->branches[1]), schema.get());
  EXPECT_EQ(to_json(*schema), json);
}

TEST(Schema, NamesInheritTheEnclosingNamespace) {
  const SchemaPtr schema =
      parse_schema(
          R"({"type":"record","name":"a.outer","fields":[{"name":"f","type":{"type":"fixed","name":"inner","size":4}},)"
          R"({"name":"g","type":"inner"},{"name":"h","type":"a.inner"}]})")
          .value();
  EXPECT_EQ(schema->fields[0].type->name, "a.inner");
  EXPECT_EQ(schema->fields[1].type, schema->fields[2].type);
}

TEST(Schema, LaterUseTakesShortestNameOfNamespace) {
  const std::string json =
      R"({"type":"record","name":"outer","namespace":"a","fields":[)"
      R"({"name":"f","type":{"type":"fixed","name":"inner","size":4}},{"name":"g","type":"inner"},)"
      R"({"name":"h","type":{"type":"fixed","name":"inner","namespace":"b","size":8}},)"
      R"({"name":"i","type":"b.inner"},{"name":"j","type":{"type":"enum","name":"e","namespace":"","symbols":["A"]}}]})";
  EXPECT_EQ(rewritten(json), json);
}

TEST(Schema, NamedTypesKeepUndefinedAttributes) {
  for (
      const std::string json :
      {R"({"type":"enum","name":"e","doc":"why","symbols":["A"],"default":"A","logicalType":"colour","x":1})",
       R"({"type":"fixed","name":"f","aliases":["g"],"size":12,"logicalType":"duration","x":[1]})"})
    EXPECT_EQ(rewritten(json), json);
}

TEST(Schema, BuildersMakeTheirTypes) {
  const SchemaPtr stamps =
      array_of(primitive(Type::kLong, "timestamp-micros", {attribute("x", 1)}), {attribute("y", 2)}, "map");
  const SchemaPtr built = record("r",
                                 {required_field("a", stamps),
                                  required_field("m", map_of(primitive(Type::kString), {attribute("y", 3)})),
                                  required_field("u", fixed("id", 16, "uuid", {attribute("x", 4)}))},
                                 {attribute("y", 5)});
  EXPECT_EQ(
      to_json(*built),
      R"({"type":"record","name":"r","fields":[{"name":"a","type":{"type":"array","items":)"
      R"({"type":"long","logicalType":"timestamp-micros","x":1},"logicalType":"map","y":2}},)"
      R"({"name":"m","type":{"type":"map","values":"string","y":3}},)"
      R"({"name":"u","type":{"type":"fixed","name":"id","size":16,"logicalType":"uuid","x":4}}],"y":5})");
}

TEST(Schema, OptionalFieldsHaveNullDefault) {
  EXPECT_EQ(
      to_json(*record("r", {optional_field("x", primitive(Type::kInt), {attribute("field-id", 3)})})),
      R"({"type":"record","name":"r","fields":[{"name":"x","type":["null","int"],"default":null,"field-id":3}]})");
}

TEST(Schema, ErrorsNameTheirPlace) {
  const std::string unknown =
      R"({"type":"record","name":"r","fields":[{"name":"a","type":{"type":"array","items":"strnig"}}]})";
  EXPECT_THAT(error_of(unknown), HasSubstr("at a: unknown type \"strnig\""));
  const std::string after_good_ones =
      R"({"type":"record","name":"r","fields":[{"name":"a","type":"int"},{"name":"b","type":)"
      R"({"type":"record","name":"s","fields":[{"name":"c","type":"int"},{"name":"d","type":17}]}}]})";
  EXPECT_THAT(error_of(after_good_ones), HasSubstr("at b.d: a type must be a name"));
}

TEST(Schema, InvalidSchemasAreRejected) {
  EXPECT_THAT(error_of(R"(["null",["null","int"]])"), HasSubstr("a union must not be a branch of a union"));
  EXPECT_THAT(error_of(R"(["int","int"])"), HasSubstr("duplicate branch"));
  EXPECT_THAT(error_of("[]"), HasSubstr("must have a branch"));
  EXPECT_THAT(error_of("{}"), HasSubstr("no \"type\""));
  EXPECT_THAT(error_of("17"), HasSubstr("a type must be a name"));
  EXPECT_THAT(error_of(R"({"type":"record","fields":[]})"), HasSubstr("\"name\""));
  EXPECT_THAT(error_of(R"({"type":"record","name":"r"})"), HasSubstr("\"fields\""));
  EXPECT_THAT(error_of(R"({"type":"fixed","name":"f","size":-1})"), HasSubstr("\"size\""));
  EXPECT_THAT(error_of(R"({"type":"enum","name":"e","symbols":["A","A"]})"), HasSubstr("duplicate symbol"));
  EXPECT_THAT(error_of(R"({"type":"array"})"), HasSubstr("\"items\""));
  EXPECT_THAT(
      error_of(
          R"({"type":"record","name":"r","fields":[{"name":"a","type":"int"},{"name":"a","type":"int"}]})"),
      HasSubstr("duplicate field \"a\""));
  EXPECT_THAT(error_of("{\"type\": "), HasSubstr("while reading an Avro schema"));
}

TEST(Schema, DeepNestingIsRejected) {
  std::string json = "\"int\"";
  for (int i = 0; i < 100; ++i) json = R"({"type":"array","items":)" + json + "}";
  EXPECT_THAT(error_of(json), HasSubstr("nesting beyond"));
}

TEST(SchemaCache, SameTextGivesSameSchema) {
  const auto first = parse_schema_cached(R"({"type":"array","items":"int"})");
  EXPECT_EQ(parse_schema_cached(R"({"type":"array","items":"int"})").value(), first.value());
  EXPECT_FALSE(parse_schema_cached("{").has_value());
}

}  // namespace
}  // namespace eigenlake::avro
