// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/iceberg/spec/schema.h"

namespace eigenlake::iceberg::testing {

/// A map type; ids stay 0 until `assign_fresh_ids`.
inline Type map_type(Type key, Type value, bool value_required = false) {
  Type type;
  type.kind = TypeKind::kMap;
  type.fields = {{0, "key", true, std::move(key), ""}, {0, "value", value_required, std::move(value), ""}};
  return type;
}

/// id 1; place 2 {lat 5, lon 6}; tags 3 [element 7 {text 8}]; scores 4 {key 9: value 10}.
inline Schema nested_schema() {
  Schema schema;
  schema.fields = {
      {0, "id", true, Type::int64(), "the key"},
      {0, "place", false,
       Type::structure({{0, "lat", true, Type::float64(), ""}, {0, "lon", false, Type::float64(), ""}}), ""},
      {0, "tags", false, Type::list(Type::structure({{0, "text", false, Type::string(), ""}}), false), ""},
      {0, "scores", false, map_type(Type::string(), *parse_primitive_type("decimal(9,2)")), ""}};
  return assign_fresh_ids(schema);
}

}  // namespace eigenlake::iceberg::testing
