// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/avro/schema.h"

#include <array>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/number_parsing.h"

namespace eigenlake::avro {
namespace {

constexpr std::array<std::string_view, 15> kTypeNames = {
    "null",   "boolean", "int",   "long", "float", "double", "bytes",    "string",
    "record", "enum",    "array", "map",  "union", "fixed",  "reference"};

std::optional<int64_t> find_int(const Attributes& attributes, std::string_view name) {
  for (const Attribute& attribute : attributes) {
    if (attribute.name != name) continue;
    if (const auto value = parse_number<int64_t>(attribute.json)) return value;
  }
  return std::nullopt;
}

std::shared_ptr<Schema> node_of(Type type, Attributes attributes = {}, std::string logical_type = {}) {
  auto schema = std::make_shared<Schema>();
  schema->type = type;
  schema->attributes = std::move(attributes);
  schema->logical_type = std::move(logical_type);
  return schema;
}

}  // namespace

std::string_view name_of(Type type) {
  const auto index = static_cast<size_t>(type);
  EIGENLAKE_ASSERT(index < kTypeNames.size());
  return kTypeNames[index];
}

Attribute attribute(std::string name, int64_t value) {
  return {std::move(name), std::to_string(value)};
}

std::optional<int64_t> Field::int_attribute(std::string_view key) const {
  return find_int(attributes, key);
}
std::optional<int64_t> Schema::int_attribute(std::string_view key) const {
  return find_int(attributes, key);
}

std::optional<size_t> Schema::field_index(std::string_view key) const {
  for (size_t i = 0; i < fields.size(); ++i)
    if (fields[i].name == key) return i;
  return std::nullopt;
}

const Schema& definition_of(const Schema& schema) {
  if (schema.type != Type::kReference) return schema;
  const SchemaPtr definition = schema.definition.lock();
  EIGENLAKE_ASSERT(definition != nullptr);
  return *definition;
}

SchemaPtr primitive(Type type, std::string logical_type, Attributes attributes) {
  EIGENLAKE_ASSERT(type <= Type::kString);
  return node_of(type, std::move(attributes), std::move(logical_type));
}

SchemaPtr array_of(SchemaPtr items, Attributes attributes, std::string logical_type) {
  const auto schema = node_of(Type::kArray, std::move(attributes), std::move(logical_type));
  schema->items = std::move(items);
  return schema;
}

SchemaPtr map_of(SchemaPtr values, Attributes attributes) {
  const auto schema = node_of(Type::kMap, std::move(attributes));
  schema->items = std::move(values);
  return schema;
}

SchemaPtr fixed(std::string name, int64_t size, std::string logical_type, Attributes attributes) {
  const auto schema = node_of(Type::kFixed, std::move(attributes), std::move(logical_type));
  schema->name = std::move(name);
  schema->fixed_size = size;
  return schema;
}

SchemaPtr record(std::string name, std::vector<Field> fields, Attributes attributes) {
  const auto schema = node_of(Type::kRecord, std::move(attributes));
  schema->name = std::move(name);
  schema->fields = std::move(fields);
  return schema;
}

SchemaPtr union_of(std::vector<SchemaPtr> branches) {
  const auto schema = node_of(Type::kUnion);
  schema->branches = std::move(branches);
  return schema;
}

SchemaPtr optional(SchemaPtr type) {
  return union_of({primitive(Type::kNull), std::move(type)});
}

Field required_field(std::string name, SchemaPtr type, Attributes attributes) {
  return Field{std::move(name), std::move(type), std::nullopt, {}, {}, std::move(attributes)};
}

Field optional_field(std::string name, SchemaPtr type, Attributes attributes) {
  return Field{std::move(name), optional(std::move(type)), "null", {}, {}, std::move(attributes)};
}

}  // namespace eigenlake::avro
