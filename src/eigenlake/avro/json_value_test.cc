// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/avro/json_value.h"

#include <gtest/gtest.h>

namespace eigenlake::avro {
namespace {

SchemaPtr schema_from(const std::string& json) {
  auto schema = parse_schema(json);
  EXPECT_TRUE(schema) << schema.error().to_string();
  return *schema;
}

/// A schema, a default and its value.
struct Default {
  const char* schema;
  const char* json;
  Value value;
};

const Default kDefaults[] = {
    {R"("null")", "null", {}},
    {R"("boolean")", "true", true},
    {R"("int")", "-2147483648", int32_t{-2147483647 - 1}},
    {R"("long")", "9223372036854775807", int64_t{9223372036854775807}},
    {R"("float")", "1", 1.0f},
    {R"("float")", "1.5", 1.5f},
    {R"("double")", "-7", -7.0},
    {R"("string")", R"("ä\n")", "ä\n"},
    {R"("bytes")", R"("a\u00ff\u0000")", Bytes{std::string("a\xff\0", 3)}},
    {R"({"type": "fixed", "name": "f", "size": 2})", R"("\u0080b")",
     Bytes{"\x80"
           "b"}},
    {R"({"type": "enum", "name": "e", "symbols": ["A", "B"]})", R"("B")", Symbol{"B"}},
    {R"({"type": "array", "items": "int"})", "[1, 2]", Array{{Value(int32_t{1}), Value(int32_t{2})}}},
    {R"({"type": "map", "values": "string"})", R"({"k": "v"})", Map{{{"k", Value("v")}}}},
    {R"({"type": "record", "name": "r", "fields": [{"name": "a", "type": "int"},
         {"name": "b", "type": "string", "default": "own"}]})",
     R"({"a": 7})", Record{{int32_t{7}, "own"}}},
    {R"({"type": "record", "name": "r", "fields": [{"name": "b", "type": "string", "default": "own"}]})",
     R"({"b": "given", "unknown": 1})", Record{{"given"}}},
};

TEST(ValueFromJson, DefaultsOfEveryTypeAreRead) {
  for (const Default& item : kDefaults) {
    const auto value = value_from_json(*schema_from(item.schema), item.json);
    ASSERT_TRUE(value) << item.schema << value.error().to_string();
    EXPECT_EQ(*value, item.value) << item.schema << " " << item.json;
  }
}

TEST(ValueFromJson, UnfitDefaultIsCorruptAndNamesType) {
  const std::pair<const char*, std::vector<const char*>> cases[] = {
      {"null", {"0", "false", R"("")"}},
      {"boolean", {"0", R"("true")", "null"}},
      {"int", {"2147483648", "-2147483649", "1.0", R"("1")", "true"}},
      {"long", {"9223372036854775808", "1.5", "null"}},
      {"float", {R"("1")", "true"}},
      {"double", {R"("NaN")", "null"}},
      {"string", {"1", "null", "[]"}},
      {"bytes", {"1", R"("\u0100")", R"("€")"}},
  };
  for (const auto& [type, values] : cases) {
    for (const char* json : values) {
      const auto value = value_from_json(*schema_from(fmt::format(R"("{}")", type)), json);
      ASSERT_FALSE(value) << type << " " << json;
      EXPECT_EQ(value.error().kind, ErrorKind::kCorrupt);
      EXPECT_TRUE(value.error().message.contains(fmt::format("of type {}, got", type)))
          << value.error().message;
    }
  }
  const std::pair<const char*, const char*> nested[] = {
      {R"({"type": "fixed", "name": "f", "size": 2})", R"("abc")"},
      {R"({"type": "enum", "name": "e", "symbols": ["A"]})", R"("C")"},
      {R"({"type": "enum", "name": "e", "symbols": ["A"]})", "0"},
      {R"({"type": "array", "items": "int"})", "{}"},
      {R"({"type": "array", "items": "int"})", R"([1, "2"])"},
      {R"({"type": "map", "values": "int"})", "[]"},
      {R"({"type": "map", "values": "int"})", R"({"k": null})"},
      {R"({"type": "record", "name": "r", "fields": [{"name": "a", "type": "int"}]})", "{}"},
      {R"({"type": "record", "name": "r", "fields": [{"name": "a", "type": "int"}]})", "[1]"},
      {R"({"type": "record", "name": "r", "fields": [{"name": "a", "type": "int"}]})", R"({"a": "1"})"},
      {R"({"type": "record", "name": "r", "fields": [{"name": "a", "type": "int", "default": "x"}]})", "{}"},
      {R"(["null", "int"])", R"("text")"},
  };
  for (const auto& [schema, json] : nested)
    EXPECT_EQ(value_from_json(*schema_from(schema), json).error().kind, ErrorKind::kCorrupt)
        << schema << json;
  EXPECT_FALSE(value_from_json(*primitive(Type::kInt), "{"));
}

TEST(ValueFromJson, UnionTakesFirstFittingBranch) {
  const auto schema = schema_from(R"(["null", "int", "double", "string"])");
  const std::pair<const char*, int> cases[] = {
      {"null", 0}, {"7", 1}, {"7.5", 2}, {R"("x")", 3}, {"3000000000", 2}};
  for (const auto& [json, branch] : cases) EXPECT_EQ(value_from_json(*schema, json)->branch, branch) << json;
}

TEST(ValueFromJson, RecursiveDefaultIsBounded) {
  const auto endless = schema_from(R"({"type": "record", "name": "r", "fields": [
      {"name": "next", "type": "r", "default": {}}]})");
  EXPECT_EQ(value_from_json(*endless, "{}").error().kind, ErrorKind::kResourceLimit);
}

}  // namespace
}  // namespace eigenlake::avro
