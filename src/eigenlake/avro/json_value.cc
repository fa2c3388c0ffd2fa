// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/avro/json_value.h"

#include <algorithm>
#include <limits>

#include "eigenlake/avro/limits.h"
#include "eigenlake/json/json.h"

namespace eigenlake::avro {
namespace {

std::unexpected<Error> mismatch(const Schema& schema, const Json& json) {
  return fail(ErrorKind::kCorrupt, "a default must be of type {}, got {}", name_of(schema.type), json.dump());
}

Result<Value> convert(const Schema& schema, const Json& json, int depth);

/// The bytes that a string of code points up to 255 stands for.
Result<Value> bytes_from(const Schema& schema, const Json& json) {
  if (!json.is_string()) return mismatch(schema, json);
  Bytes bytes;
  const std::string& text = json.get_ref<const std::string&>();
  for (size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      bytes.data += text[i];
    } else if (lead <= 0xc3 && i + 1 < text.size()) {
      bytes.data += static_cast<char>(((lead & 0x03) << 6) | (text[++i] & 0x3f));
    } else {
      return mismatch(schema, json);
    }
  }
  if (schema.type == Type::kFixed && bytes.data.size() != static_cast<size_t>(schema.fixed_size))
    return mismatch(schema, json);
  return bytes;
}

Result<Value> number_from(const Schema& schema, const Json& json) {
  if (schema.type == Type::kFloat && json.is_number()) return json.get<float>();
  if (schema.type == Type::kDouble && json.is_number()) return json.get<double>();
  if (!json.is_number_integer()) return mismatch(schema, json);
  if (json.is_number_unsigned() && json.get<uint64_t>() > std::numeric_limits<int64_t>::max())
    return mismatch(schema, json);
  const auto value = json.get<int64_t>();
  if (schema.type == Type::kLong) return value;
  if (schema.type == Type::kInt && value == static_cast<int32_t>(value)) return static_cast<int32_t>(value);
  return mismatch(schema, json);
}

Result<Value> union_from(const Schema& schema, const Json& json, int depth) {
  for (size_t i = 0; i < schema.branches.size(); ++i) {
    if (auto value = convert(*schema.branches[i], json, depth)) {
      value->branch = static_cast<int32_t>(i);
      return value;
    }
  }
  return mismatch(schema, json);
}

Result<Value> record_from(const Schema& schema, const Json& json, int depth) {
  if (!json.is_object()) return mismatch(schema, json);
  Record record;
  for (const Field& field : schema.fields) {
    if (const auto found = json.find(field.name); found != json.end()) {
      EIGENLAKE_ASSIGN_OR_RETURN(Value value, convert(*field.type, *found, depth));
      record.fields.push_back(std::move(value));
    } else if (field.default_json) {
      EIGENLAKE_ASSIGN_OR_RETURN(const Json inner, parse_json(*field.default_json));
      EIGENLAKE_ASSIGN_OR_RETURN(Value value, convert(*field.type, inner, depth));
      record.fields.push_back(std::move(value));
    } else {
      return mismatch(schema, json);
    }
  }
  return record;
}

Result<Value> items_from(const Schema& schema, const Json& json, int depth) {
  if (schema.type == Type::kArray && json.is_array()) {
    Array array;
    for (const Json& item : json) {
      EIGENLAKE_ASSIGN_OR_RETURN(Value value, convert(*schema.items, item, depth));
      array.items.push_back(std::move(value));
    }
    return array;
  }
  if (schema.type != Type::kMap || !json.is_object()) return mismatch(schema, json);
  Map map;
  for (const auto& [key, item] : json.items()) {
    EIGENLAKE_ASSIGN_OR_RETURN(Value value, convert(*schema.items, item, depth));
    map.entries.emplace_back(key, std::move(value));
  }
  return map;
}

Result<Value> convert(const Schema& schema_node, const Json& json, int depth) {
  const Schema& schema = definition_of(schema_node);
  if (++depth > Limits{}.depth_max) return fail(ErrorKind::kResourceLimit, "a default is nested too deep");
  switch (schema.type) {
    case Type::kNull:
      return json.is_null() ? Result<Value>(Value()) : mismatch(schema, json);
    case Type::kBoolean:
      return json.is_boolean() ? Result<Value>(json.get<bool>()) : mismatch(schema, json);
    case Type::kInt:
    case Type::kLong:
    case Type::kFloat:
    case Type::kDouble:
      return number_from(schema, json);
    case Type::kString:
      return json.is_string() ? Result<Value>(json.get<std::string>()) : mismatch(schema, json);
    case Type::kBytes:
    case Type::kFixed:
      return bytes_from(schema, json);
    case Type::kEnum:
      if (!json.is_string() || std::ranges::count(schema.symbols, json.get<std::string>()) == 0)
        return mismatch(schema, json);
      return Symbol{json.get<std::string>()};
    case Type::kArray:
    case Type::kMap:
      return items_from(schema, json, depth);
    case Type::kUnion:
      return union_from(schema, json, depth);
    default:
      return record_from(schema, json, depth);
  }
}

}  // namespace

Result<Value> value_from_json(const Schema& schema, std::string_view json) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Json document, parse_json(json));
  return convert(schema, document, 0);
}

}  // namespace eigenlake::avro
