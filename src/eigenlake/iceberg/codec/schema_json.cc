// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/codec/schema_json.h"

#include <utility>

#include "eigenlake/iceberg/codec/json_fields.h"

namespace eigenlake::iceberg {
namespace {

Json type_to_json(const Type& type);

Json field_to_json(const NestedField& field) {
  Json json = {{"id", field.id},
               {"name", field.name},
               {"required", field.required},
               {"type", type_to_json(field.type)}};
  if (!field.doc.empty()) json["doc"] = field.doc;
  return json;
}

Json struct_to_json(const std::vector<NestedField>& fields) {
  Json list = Json::array();
  for (const NestedField& field : fields) list.push_back(field_to_json(field));
  return {{"type", "struct"}, {"fields", std::move(list)}};
}

Json type_to_json(const Type& type) {
  if (type.kind == TypeKind::kStruct) return struct_to_json(type.fields);
  if (type.kind == TypeKind::kList) {
    const NestedField& element = type.fields[0];
    return {{"type", "list"},
            {"element-id", element.id},
            {"element", type_to_json(element.type)},
            {"element-required", element.required}};
  }
  if (type.kind == TypeKind::kMap) {
    const NestedField& value = type.fields[1];
    return {{"type", "map"},
            {"key-id", type.fields[0].id},
            {"key", type_to_json(type.fields[0].type)},
            {"value-id", value.id},
            {"value", type_to_json(value.type)},
            {"value-required", value.required}};
  }
  return type.to_string();
}

Result<Type> type_from_json(const Json& json);

Result<NestedField> field_from_json(const Json& json) {
  EIGENLAKE_RETURN_IF_ERROR(expect_object(json, "a field"));
  NestedField field;
  EIGENLAKE_ASSIGN_OR_RETURN(field.id, int_member(json, "id"));
  EIGENLAKE_ASSIGN_OR_RETURN(field.name, string_member(json, "name"));
  EIGENLAKE_ASSIGN_OR_RETURN(field.required, boolean_member(json, "required"));
  if (find_member(json, "doc") != nullptr) {
    EIGENLAKE_ASSIGN_OR_RETURN(field.doc, string_member(json, "doc"));
  }
  const Json* type = find_member(json, "type");
  if (type == nullptr) return fail(ErrorKind::kCorrupt, "field {} has no type", field.name);
  auto parsed = type_from_json(*type);
  if (!parsed) return fail_with_context(std::move(parsed).error(), "in field " + field.name);
  field.type = *std::move(parsed);
  return field;
}

/// The element, key or value of a list or map; `prefix` is one of these words.
Result<NestedField> part_from_json(const Json& json, const std::string& prefix, bool always_required) {
  NestedField part;
  part.name = prefix;
  EIGENLAKE_ASSIGN_OR_RETURN(part.id, int_member(json, prefix + "-id"));
  part.required = true;
  if (!always_required) {
    EIGENLAKE_ASSIGN_OR_RETURN(part.required, boolean_member(json, prefix + "-required"));
  }
  const Json* type = find_member(json, prefix);
  if (type == nullptr) return fail(ErrorKind::kCorrupt, "'{}' is missing", prefix);
  EIGENLAKE_ASSIGN_OR_RETURN(part.type, type_from_json(*type));
  return part;
}

Result<Type> type_from_json(const Json& json) {
  if (json.is_string()) return parse_primitive_type(json.get_ref<const std::string&>());
  EIGENLAKE_RETURN_IF_ERROR(expect_object(json, "a type"));
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string name, string_member(json, "type"));
  Type type;
  if (name == "struct") {
    type.kind = TypeKind::kStruct;
    EIGENLAKE_ASSIGN_OR_RETURN(type.fields, list_member(json, "fields", field_from_json));
  } else if (name == "list") {
    type.kind = TypeKind::kList;
    EIGENLAKE_ASSIGN_OR_RETURN(type.fields.emplace_back(), part_from_json(json, "element", false));
  } else if (name == "map") {
    type.kind = TypeKind::kMap;
    EIGENLAKE_ASSIGN_OR_RETURN(type.fields.emplace_back(), part_from_json(json, "key", true));
    EIGENLAKE_ASSIGN_OR_RETURN(type.fields.emplace_back(), part_from_json(json, "value", false));
  } else {
    return fail(ErrorKind::kCorrupt, "a nested type must be struct, list or map, got '{}'", name);
  }
  return type;
}

}  // namespace

Json schema_to_json(const Schema& schema) {
  Json json = struct_to_json(schema.fields);
  json["schema-id"] = schema.schema_id;
  if (!schema.identifier_field_ids.empty()) json["identifier-field-ids"] = schema.identifier_field_ids;
  return json;
}

Result<Schema> schema_from_json(const Json& json) {
  EIGENLAKE_RETURN_IF_ERROR(expect_object(json, "a schema"));
  Schema schema;
  if (find_member(json, "schema-id") != nullptr) {
    EIGENLAKE_ASSIGN_OR_RETURN(schema.schema_id, int_member(json, "schema-id"));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(schema.fields, list_member(json, "fields", field_from_json));
  if (find_member(json, "identifier-field-ids") != nullptr) {
    EIGENLAKE_ASSIGN_OR_RETURN(const Json* ids, array_member(json, "identifier-field-ids"));
    for (const Json& id : *ids) {
      if (!id.is_number_integer() || !std::in_range<int>(id.get<int64_t>()))
        return fail(ErrorKind::kCorrupt, "identifier-field-ids must be 32-bit numbers");
      schema.identifier_field_ids.push_back(id.get<int>());
    }
  }
  if (auto checked = check_schema(schema); !checked)
    return fail(ErrorKind::kCorrupt, "{}", checked.error().message);
  return schema;
}

}  // namespace eigenlake::iceberg
