#include "eigenlake/query/duckdb_types.h"

#include <vector>

#include "eigenlake/base/assert.h"
#include "eigenlake/query/sql_quote.h"

namespace eigenlake {
namespace {

using duckdb::Api;
using duckdb::Handle;
using iceberg::NestedField;
using iceberg::TypeKind;

std::string struct_type(const iceberg::Type& type) {
  std::string fields;
  for (const NestedField& field : type.fields) {
    if (!fields.empty()) fields += ", ";
    fields += quote_identifier(field.name) + " " + sql_type_of(field.type);
  }
  return "STRUCT(" + fields + ")";
}

duckdb::Type primitive_id_of(TypeKind kind) {
  switch (kind) {
    case TypeKind::kBoolean:
      return duckdb::Type::kBoolean;
    case TypeKind::kInt:
      return duckdb::Type::kInteger;
    case TypeKind::kLong:
      return duckdb::Type::kBigInt;
    case TypeKind::kFloat:
      return duckdb::Type::kFloat;
    case TypeKind::kDouble:
      return duckdb::Type::kDouble;
    case TypeKind::kDate:
      return duckdb::Type::kDate;
    case TypeKind::kTime:
      return duckdb::Type::kTime;
    case TypeKind::kTimestamp:
      return duckdb::Type::kTimestamp;
    case TypeKind::kTimestamptz:
      return duckdb::Type::kTimestampTz;
    case TypeKind::kString:
      return duckdb::Type::kVarchar;
    case TypeKind::kUuid:
      return duckdb::Type::kUuid;
    default:
      return duckdb::Type::kBlob;
  }
}

Handle nested_type_of(const Api& api, const iceberg::Type& type) {
  std::vector<Handle> children;
  std::vector<const char*> names;
  for (const NestedField& field : type.fields) {
    children.push_back(logical_type_of(api, field.type));
    names.push_back(field.name.c_str());
  }
  Handle handle = nullptr;
  if (type.kind == TypeKind::kList) handle = api.create_list_type(children.at(0));
  if (type.kind == TypeKind::kMap) handle = api.create_map_type(children.at(0), children.at(1));
  if (type.kind == TypeKind::kStruct)
    handle = api.create_struct_type(children.data(), names.data(), children.size());
  for (Handle& child : children) api.destroy_logical_type(&child);
  return handle;
}

}  // namespace

std::string sql_type_of(const iceberg::Type& type) {
  switch (type.kind) {
    case TypeKind::kBoolean:
      return "BOOLEAN";
    case TypeKind::kInt:
      return "INTEGER";
    case TypeKind::kLong:
      return "BIGINT";
    case TypeKind::kFloat:
      return "FLOAT";
    case TypeKind::kDouble:
      return "DOUBLE";
    case TypeKind::kDecimal:
      return fmt::format("DECIMAL({},{})", type.precision, type.scale);
    case TypeKind::kDate:
      return "DATE";
    case TypeKind::kTime:
      return "TIME";
    case TypeKind::kTimestamp:
      return "TIMESTAMP";
    case TypeKind::kTimestamptz:
      return "TIMESTAMPTZ";
    case TypeKind::kString:
      return "VARCHAR";
    case TypeKind::kUuid:
      return "UUID";
    case TypeKind::kFixed:
    case TypeKind::kBinary:
      return "BLOB";
    case TypeKind::kList:
      return sql_type_of(type.fields.at(0).type) + "[]";
    case TypeKind::kStruct:
      return struct_type(type);
    case TypeKind::kMap:
      return fmt::format("MAP({}, {})", sql_type_of(type.fields.at(0).type),
                         sql_type_of(type.fields.at(1).type));
  }
  EIGENLAKE_ASSERT(false);
}

Handle logical_type_of(const Api& api, const iceberg::Type& type) {
  if (!type.is_primitive()) return nested_type_of(api, type);
  if (type.kind == TypeKind::kDecimal)
    return api.create_decimal_type(static_cast<uint8_t>(type.precision), static_cast<uint8_t>(type.scale));
  return api.create_logical_type(primitive_id_of(type.kind));
}

}  // namespace eigenlake
