#include "eigenlake/iceberg/data/name_mapping.h"

#include <algorithm>

#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>

#include "eigenlake/base/number_parsing.h"
#include "eigenlake/iceberg/codec/json_fields.h"

namespace eigenlake::iceberg {
namespace {

constexpr char kFieldIdKey[] = "PARQUET:field_id";

Result<NameMapping> mapping_from_json(const Json& json) {
  if (!json.is_array())
    return fail(ErrorKind::kCorrupt, "a name mapping must be an array, got {}", json.type_name());
  NameMapping mapping;
  for (const Json& item : json) {
    EIGENLAKE_RETURN_IF_ERROR(expect_object(item, "a mapped field"));
    MappedField field;
    EIGENLAKE_ASSIGN_OR_RETURN(const auto id, optional_int_member(item, "field-id"));
    field.field_id = id.value_or(0);
    EIGENLAKE_ASSIGN_OR_RETURN(const Json* names, array_member(item, "names"));
    for (const Json& name : *names) {
      if (!name.is_string()) return fail(ErrorKind::kCorrupt, "the names of a mapped field must be strings");
      field.names.push_back(name.get<std::string>());
    }
    if (const Json* fields = find_member(item, "fields")) {
      EIGENLAKE_ASSIGN_OR_RETURN(field.fields, mapping_from_json(*fields));
    }
    mapping.push_back(std::move(field));
  }
  return mapping;
}

const MappedField* find_name(const NameMapping& mapping, const std::string& name) {
  const auto it = std::ranges::find_if(mapping, [&](const MappedField& field) {
    return std::ranges::find(field.names, name) != field.names.end();
  });
  return it == mapping.end() ? nullptr : &*it;
}

std::shared_ptr<arrow::Field> mapped(const std::shared_ptr<arrow::Field>& field, const std::string& name,
                                     const NameMapping& mapping);

/// The type with mapped ids below it; the parts of lists and maps are called element, key and value.
std::shared_ptr<arrow::DataType> mapped_type(const std::shared_ptr<arrow::DataType>& type,
                                             const NameMapping& mapping) {
  switch (type->id()) {
    case arrow::Type::STRUCT: {
      arrow::FieldVector fields;
      for (const auto& field : type->fields()) fields.push_back(mapped(field, field->name(), mapping));
      return arrow::struct_(fields);
    }
    case arrow::Type::LIST:
      return arrow::list(mapped(type->field(0), "element", mapping));
    case arrow::Type::LARGE_LIST:
      return arrow::large_list(mapped(type->field(0), "element", mapping));
    case arrow::Type::FIXED_SIZE_LIST:
      return arrow::fixed_size_list(mapped(type->field(0), "element", mapping),
                                    static_cast<const arrow::FixedSizeListType&>(*type).list_size());
    case arrow::Type::MAP: {
      const auto& map = static_cast<const arrow::MapType&>(*type);
      return std::make_shared<arrow::MapType>(mapped(map.key_field(), "key", mapping),
                                              mapped(map.item_field(), "value", mapping));
    }
    default:
      return type;
  }
}

std::shared_ptr<arrow::Field> mapped(const std::shared_ptr<arrow::Field>& field, const std::string& name,
                                     const NameMapping& mapping) {
  const MappedField* found = find_name(mapping, name);
  if (found == nullptr) return field;
  const auto typed = field->WithType(mapped_type(field->type(), found->fields));
  return found->field_id == 0 ? typed : with_field_id(typed, found->field_id);
}

bool any_has_id(const arrow::FieldVector& fields) {
  return std::ranges::any_of(fields, [](const std::shared_ptr<arrow::Field>& field) {
    return field_id_of(*field) >= 0 || any_has_id(field->type()->fields());
  });
}

}  // namespace

Result<NameMapping> parse_name_mapping(std::string_view json) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Json parsed, parse_json(json));
  return mapping_from_json(parsed);
}

int field_id_of(const arrow::Field& field) {
  if (!field.HasMetadata()) return -1;
  const int at = field.metadata()->FindKey(kFieldIdKey);
  if (at < 0) return -1;
  return parse_number<int>(field.metadata()->value(at)).value_or(-1);
}

std::shared_ptr<arrow::Field> with_field_id(const std::shared_ptr<arrow::Field>& field, int id) {
  return field->WithMetadata(arrow::key_value_metadata({kFieldIdKey}, {std::to_string(id)}));
}

bool has_field_ids(const arrow::Schema& schema) {
  return any_has_id(schema.fields());
}

std::shared_ptr<arrow::Schema> with_mapped_ids(const arrow::Schema& schema, const NameMapping& mapping) {
  arrow::FieldVector fields;
  for (const auto& field : schema.fields()) fields.push_back(mapped(field, field->name(), mapping));
  return arrow::schema(std::move(fields));
}

}  // namespace eigenlake::iceberg
