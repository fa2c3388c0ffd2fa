// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/record_schema.h"

#include "eigenlake/base/assert.h"

namespace eigenlake {

const avro::SchemaPtr& record_schema() {
  static const avro::SchemaPtr schema = [] {
    auto parsed = avro::parse_schema(record_schema_json());
    EIGENLAKE_ASSERT(parsed.has_value());
    return *std::move(parsed);
  }();
  return schema;
}

}  // namespace eigenlake
