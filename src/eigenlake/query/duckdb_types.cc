// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/duckdb_types.h"

#include <algorithm>
#include <array>
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

struct Primitive {
  TypeKind kind;
  std::string_view sql;
  duckdb::Type id;
};

constexpr std::array kPrimitives = {
    Primitive{TypeKind::kBoolean, "BOOLEAN", duckdb::Type::kBoolean},
    Primitive{TypeKind::kInt, "INTEGER", duckdb::Type::kInteger},
    Primitive{TypeKind::kLong, "BIGINT", duckdb::Type::kBigInt},
    Primitive{TypeKind::kFloat, "FLOAT", duckdb::Type::kFloat},
    Primitive{TypeKind::kDouble, "DOUBLE", duckdb::Type::kDouble},
    Primitive{TypeKind::kDate, "DATE", duckdb::Type::kDate},
    Primitive{TypeKind::kTime, "TIME", duckdb::Type::kTime},
    Primitive{TypeKind::kTimestamp, "TIMESTAMP", duckdb::Type::kTimestamp},
    Primitive{TypeKind::kTimestamptz, "TIMESTAMPTZ", duckdb::Type::kTimestampTz},
    Primitive{TypeKind::kString, "VARCHAR", duckdb::Type::kVarchar},
    Primitive{TypeKind::kUuid, "UUID", duckdb::Type::kUuid},
    Primitive{TypeKind::kFixed, "BLOB", duckdb::Type::kBlob},
    Primitive{TypeKind::kBinary, "BLOB", duckdb::Type::kBlob}};

const Primitive& primitive_of(TypeKind kind) {
  const auto found = std::ranges::find(kPrimitives, kind, &Primitive::kind);
  EIGENLAKE_ASSERT(found != kPrimitives.end());
  return *found;
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
    case TypeKind::kDecimal:
      return fmt::format("DECIMAL({},{})", type.precision, type.scale);
    case TypeKind::kList:
      return sql_type_of(type.fields.at(0).type) + "[]";
    case TypeKind::kStruct:
      return struct_type(type);
    case TypeKind::kMap:
      return fmt::format("MAP({}, {})", sql_type_of(type.fields.at(0).type),
                         sql_type_of(type.fields.at(1).type));
    default:
      return std::string(primitive_of(type.kind).sql);
  }
}

Handle logical_type_of(const Api& api, const iceberg::Type& type) {
  if (!type.is_primitive()) return nested_type_of(api, type);
  if (type.kind == TypeKind::kDecimal)
    return api.create_decimal_type(static_cast<uint8_t>(type.precision), static_cast<uint8_t>(type.scale));
  return api.create_logical_type(primitive_of(type.kind).id);
}

}  // namespace eigenlake
