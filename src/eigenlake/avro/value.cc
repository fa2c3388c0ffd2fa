// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/avro/value.h"

#include <array>

#include "eigenlake/base/assert.h"

namespace eigenlake::avro {

bool Array::operator==(const Array& other) const {
  return items == other.items;
}
bool Map::operator==(const Map& other) const {
  return entries == other.entries;
}
bool Record::operator==(const Record& other) const {
  return fields == other.fields;
}

int64_t Value::as_long() const {
  if (const int32_t* value = std::get_if<int32_t>(&data_)) return *value;
  return get<int64_t>();
}

std::string_view Value::kind_name() const {
  static constexpr std::array<std::string_view, std::variant_size_v<Variant>> kNames = {
      "null",   "boolean", "int",         "long",  "float", "double",
      "string", "bytes",   "enum symbol", "array", "map",   "record"};
  return kNames[data_.index()];
}

void Value::wrong_kind() const {
  EIGENLAKE_ASSERT(!"the value is of the kind that the accessor names");
  __builtin_unreachable();
}

}  // namespace eigenlake::avro
