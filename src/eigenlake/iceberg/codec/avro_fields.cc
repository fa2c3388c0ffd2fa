// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/codec/avro_fields.h"

#include <algorithm>
#include <cctype>
#include <limits>

#include "eigenlake/avro/binary.h"
#include "eigenlake/avro/binary_cursor.h"
#include "eigenlake/base/assert.h"

namespace eigenlake::iceberg {
namespace {

std::unexpected<Error> wrong_field(int field_id, std::string_view expected, const avro::Value* found) {
  return fail(ErrorKind::kCorrupt, "expected {} in the field with id {}, found {}", expected, field_id,
              found == nullptr ? "nothing" : found->kind_name());
}

std::optional<int64_t> as_integer(const avro::Value& value) {
  if (const auto* number = std::get_if<int32_t>(&value.data())) return *number;
  if (const auto* number = std::get_if<int64_t>(&value.data())) return *number;
  return std::nullopt;
}

bool fits_int(int64_t value) {
  return value >= std::numeric_limits<int32_t>::min() && value <= std::numeric_limits<int32_t>::max();
}

}  // namespace

const avro::Schema& without_null(const avro::Schema& schema) {
  const avro::Schema& definition = avro::definition_of(schema);
  if (definition.type != avro::Type::kUnion) return definition;
  for (const avro::SchemaPtr& branch : definition.branches)
    if (branch->type != avro::Type::kNull) return avro::definition_of(*branch);
  return definition;
}

Result<AvroFields> AvroFields::create(const avro::Schema& schema) {
  AvroFields fields;
  fields.record_ = &without_null(schema);
  if (fields.record_->type != avro::Type::kRecord)
    return fail(ErrorKind::kCorrupt, "expected an Avro record, found {}",
                avro::name_of(fields.record_->type));
  for (size_t i = 0; i < fields.record_->fields.size(); ++i)
    if (const auto id = fields.record_->fields[i].int_attribute("field-id"))
      fields.positions_.emplace(*id, i);
  return fields;
}

const avro::Value* AvroFields::find(const avro::Value& record, int field_id) const {
  const auto it = positions_.find(field_id);
  if (it == positions_.end()) return nullptr;
  const avro::Value& value = record[it->second];
  return value.is_null() ? nullptr : &value;
}

const avro::Schema* AvroFields::schema_of(int field_id) const {
  const auto it = positions_.find(field_id);
  return it == positions_.end() ? nullptr : record_->fields[it->second].type.get();
}

Result<int64_t> AvroFields::required_long(const avro::Value& record, int field_id) const {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto value, optional_long(record, field_id));
  if (!value) return wrong_field(field_id, "a number", nullptr);
  return *value;
}

Result<int> AvroFields::required_int(const avro::Value& record, int field_id) const {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto value, optional_int(record, field_id));
  if (!value) return wrong_field(field_id, "a number", nullptr);
  return *value;
}

Result<std::string> AvroFields::required_string(const avro::Value& record, int field_id) const {
  const avro::Value* value = find(record, field_id);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(&value->data());
  if (text == nullptr) return wrong_field(field_id, "a string", value);
  return *text;
}

Result<std::optional<int64_t>> AvroFields::optional_long(const avro::Value& record, int field_id) const {
  const avro::Value* value = find(record, field_id);
  if (value == nullptr) return std::nullopt;
  const auto number = as_integer(*value);
  if (!number) return wrong_field(field_id, "a number", value);
  return number;
}

Result<std::optional<int>> AvroFields::optional_int(const avro::Value& record, int field_id) const {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto value, optional_long(record, field_id));
  if (!value) return std::nullopt;
  if (!fits_int(*value))
    return fail(ErrorKind::kCorrupt, "the field with id {} must fit 32 bits, got {}", field_id, *value);
  return static_cast<int>(*value);
}

Result<std::optional<bool>> AvroFields::optional_boolean(const avro::Value& record, int field_id) const {
  const avro::Value* value = find(record, field_id);
  if (value == nullptr) return std::nullopt;
  const auto* flag = std::get_if<bool>(&value->data());
  if (flag == nullptr) return wrong_field(field_id, "a boolean", value);
  return *flag;
}

Result<std::optional<std::string>> AvroFields::optional_bytes(const avro::Value& record, int field_id) const {
  const avro::Value* value = find(record, field_id);
  if (value == nullptr) return std::nullopt;
  const auto* bytes = std::get_if<avro::Bytes>(&value->data());
  if (bytes == nullptr) return wrong_field(field_id, "bytes", value);
  return bytes->data;
}

Result<const avro::Array*> AvroFields::optional_array(const avro::Value& record, int field_id) const {
  const avro::Value* value = find(record, field_id);
  if (value == nullptr) return nullptr;
  const auto* array = std::get_if<avro::Array>(&value->data());
  if (array == nullptr) return wrong_field(field_id, "an array", value);
  return array;
}

avro::SchemaPtr avro_schema_of(const Type& type, const std::string& name) {
  using AvroType = avro::Type;
  const auto utc = [](bool adjust) { return avro::Attributes{{"adjust-to-utc", adjust ? "true" : "false"}}; };
  switch (type.kind) {
    case TypeKind::kBoolean:
      return avro::primitive(AvroType::kBoolean);
    case TypeKind::kInt:
      return avro::primitive(AvroType::kInt);
    case TypeKind::kLong:
      return avro::primitive(AvroType::kLong);
    case TypeKind::kFloat:
      return avro::primitive(AvroType::kFloat);
    case TypeKind::kDouble:
      return avro::primitive(AvroType::kDouble);
    case TypeKind::kDate:
      return avro::primitive(AvroType::kInt, "date");
    case TypeKind::kTime:
      return avro::primitive(AvroType::kLong, "time-micros");
    case TypeKind::kTimestamp:
      return avro::primitive(AvroType::kLong, "timestamp-micros", utc(false));
    case TypeKind::kTimestamptz:
      return avro::primitive(AvroType::kLong, "timestamp-micros", utc(true));
    case TypeKind::kString:
      return avro::primitive(AvroType::kString);
    case TypeKind::kUuid:
      return avro::fixed("uuid_" + name, 16, "uuid");
    case TypeKind::kFixed:
      return avro::fixed("fixed_" + name, type.length);
    case TypeKind::kDecimal:
      return avro::primitive(
          AvroType::kBytes, "decimal",
          {avro::attribute("precision", type.precision), avro::attribute("scale", type.scale)});
    default:
      EIGENLAKE_ASSERT(type.kind == TypeKind::kBinary);
      return avro::primitive(AvroType::kBytes);
  }
}

Result<Type> primitive_type_of(const avro::Schema& schema) {
  const avro::Schema& stored = without_null(schema);
  const std::string& logical = stored.logical_type;
  const auto is_utc = [&] {
    return std::ranges::any_of(stored.attributes, [](const avro::Attribute& attribute) {
      return attribute.name == "adjust-to-utc" && attribute.json == "true";
    });
  };
  if (logical == "decimal")
    return parse_primitive_type(fmt::format("decimal({},{})", stored.int_attribute("precision").value_or(0),
                                            stored.int_attribute("scale").value_or(0)));
  switch (stored.type) {
    case avro::Type::kBoolean:
      return Type::boolean();
    case avro::Type::kInt:
      return logical == "date" ? Type::date() : Type::int32();
    case avro::Type::kLong:
      if (logical == "time-micros") return parse_primitive_type("time");
      if (logical == "timestamp-micros") return parse_primitive_type(is_utc() ? "timestamptz" : "timestamp");
      return Type::int64();
    case avro::Type::kFloat:
      return Type::float32();
    case avro::Type::kDouble:
      return Type::float64();
    case avro::Type::kNull:
    case avro::Type::kString:
      return Type::string();
    case avro::Type::kBytes:
      return parse_primitive_type("binary");
    case avro::Type::kFixed:
      if (logical == "uuid") return parse_primitive_type("uuid");
      return parse_primitive_type(fmt::format("fixed[{}]", stored.fixed_size));
    default:
      return fail(ErrorKind::kCorrupt, "expected a primitive Avro type, found {}",
                  avro::name_of(stored.type));
  }
}

void append_literal(std::string& out, const Literal& value, const Type& type) {
  EIGENLAKE_ASSERT(!is_null(value) && literal_fits(value, type));
  if (const auto* flag = std::get_if<bool>(&value)) avro::append_boolean(out, *flag);
  if (const auto* number = std::get_if<int32_t>(&value)) avro::append_long(out, *number);
  if (const auto* number = std::get_if<int64_t>(&value)) avro::append_long(out, *number);
  if (const auto* number = std::get_if<float>(&value)) avro::append_float(out, *number);
  if (const auto* number = std::get_if<double>(&value)) avro::append_double(out, *number);
  if (const auto* text = std::get_if<std::string>(&value)) {
    const bool is_fixed = type.kind == TypeKind::kUuid || type.kind == TypeKind::kFixed;
    is_fixed ? static_cast<void>(out += *text) : avro::append_string(out, *text);
  }
}

Result<Literal> literal_from_avro(const avro::Value& value, const Type& type) {
  if (value.is_null()) return Literal{};
  const auto integer = as_integer(value);
  const auto& data = value.data();
  switch (type.kind) {
    case TypeKind::kBoolean:
      if (const auto* flag = std::get_if<bool>(&data)) return *flag;
      break;
    case TypeKind::kInt:
    case TypeKind::kDate:
      if (integer && fits_int(*integer)) return static_cast<int32_t>(*integer);
      break;
    case TypeKind::kLong:
    case TypeKind::kTime:
    case TypeKind::kTimestamp:
    case TypeKind::kTimestamptz:
      if (integer) return *integer;
      break;
    case TypeKind::kFloat:
      if (const auto* number = std::get_if<float>(&data)) return *number;
      break;
    case TypeKind::kDouble:
      if (const auto* number = std::get_if<double>(&data)) return *number;
      if (const auto* number = std::get_if<float>(&data)) return static_cast<double>(*number);
      break;
    case TypeKind::kString:
      if (const auto* text = std::get_if<std::string>(&data)) return *text;
      break;
    default:
      if (const auto* bytes = std::get_if<avro::Bytes>(&data)) return bytes->data;
      break;
  }
  return fail(ErrorKind::kCorrupt, "expected a partition value of type {}, found {}", type.to_string(),
              value.kind_name());
}

avro::Field required_field(std::string name, avro::SchemaPtr type, int id) {
  return avro::required_field(std::move(name), std::move(type), {avro::attribute("field-id", id)});
}
avro::Field required_field(std::string name, avro::Type type, int id) {
  return required_field(std::move(name), avro::primitive(type), id);
}
avro::Field optional_field(std::string name, avro::SchemaPtr type, int id) {
  return avro::optional_field(std::move(name), std::move(type), {avro::attribute("field-id", id)});
}
avro::Field optional_field(std::string name, avro::Type type, int id) {
  return optional_field(std::move(name), avro::primitive(type), id);
}

std::string avro_name(std::string_view name) {
  std::string safe;
  for (const char character : name) {
    const auto byte = static_cast<unsigned char>(character);
    if (std::isalnum(byte) || byte == '_') {
      if (safe.empty() && std::isdigit(byte)) safe += '_';
      safe += character;
    } else {
      safe += fmt::format("_x{:X}", byte);
    }
  }
  return safe;
}

}  // namespace eigenlake::iceberg
