#include "eigenlake/iceberg/data/avro_arrow.h"

#include <algorithm>

#include <arrow/builder.h>
#include <arrow/type.h>
#include <arrow/util/decimal.h>

#include "eigenlake/iceberg/codec/avro_fields.h"
#include "eigenlake/iceberg/data/arrow_guard.h"
#include "eigenlake/iceberg/data/name_mapping.h"

namespace eigenlake::iceberg {
namespace {

using ArrowTypePtr = std::shared_ptr<arrow::DataType>;
using arrow::internal::checked_cast;
using AvroType = avro::Type;

bool has_attribute(const avro::Schema& schema, std::string_view name, std::string_view json) {
  return std::ranges::any_of(schema.attributes, [&](const avro::Attribute& attribute) {
    return attribute.name == name && attribute.json == json;
  });
}

/// Requires: an array.
bool is_map_of_pairs(const avro::Schema& array) {
  const avro::Schema& item = avro::definition_of(*array.items);
  return array.logical_type == "map" && item.type == AvroType::kRecord && item.fields.size() == 2;
}

Result<std::shared_ptr<arrow::Field>> field_of(const std::string& name, const avro::Schema& schema,
                                               std::optional<int64_t> id, int depth);

ArrowTypePtr int_type(const avro::Schema& schema) {
  if (schema.logical_type == "date") return arrow::date32();
  if (schema.logical_type == "time-millis") return arrow::time32(arrow::TimeUnit::MILLI);
  return arrow::int32();
}

ArrowTypePtr long_type(const avro::Schema& schema) {
  const std::string& logical = schema.logical_type;
  if (logical == "time-micros") return arrow::time64(arrow::TimeUnit::MICRO);
  const bool is_local = logical.starts_with("local-");
  const std::string zone = is_local || has_attribute(schema, "adjust-to-utc", "false") ? "" : "UTC";
  if (logical.ends_with("timestamp-millis")) return arrow::timestamp(arrow::TimeUnit::MILLI, zone);
  if (logical.ends_with("timestamp-micros")) return arrow::timestamp(arrow::TimeUnit::MICRO, zone);
  return arrow::int64();
}

Result<ArrowTypePtr> decimal_type(const avro::Schema& schema) {
  const auto precision = schema.int_attribute("precision").value_or(0);
  const auto scale = schema.int_attribute("scale").value_or(0);
  EIGENLAKE_ASSIGN_OR_RETURN_ARROW(
      const ArrowTypePtr type, ErrorKind::kCorrupt,
      arrow::Decimal128Type::Make(static_cast<int32_t>(precision), static_cast<int32_t>(scale)));
  return type;
}

Result<ArrowTypePtr> struct_type(const avro::Schema& record, int depth) {
  arrow::FieldVector fields;
  for (const avro::Field& field : record.fields) {
    EIGENLAKE_ASSIGN_OR_RETURN(fields.emplace_back(),
                               field_of(field.name, *field.type, field.int_attribute("field-id"), depth));
  }
  return arrow::struct_(std::move(fields));
}

Result<ArrowTypePtr> array_type(const avro::Schema& array, int depth) {
  if (is_map_of_pairs(array)) {
    const auto& pair = avro::definition_of(*array.items).fields;
    EIGENLAKE_ASSIGN_OR_RETURN(auto key,
                               field_of("key", *pair[0].type, pair[0].int_attribute("field-id"), depth));
    EIGENLAKE_ASSIGN_OR_RETURN(auto value,
                               field_of("value", *pair[1].type, pair[1].int_attribute("field-id"), depth));
    return std::make_shared<arrow::MapType>(key->WithNullable(false), std::move(value));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(auto element,
                             field_of("element", *array.items, array.int_attribute("element-id"), depth));
  return arrow::list(std::move(element));
}

Result<ArrowTypePtr> map_type(const avro::Schema& map, int depth) {
  auto key = arrow::field("key", arrow::utf8(), false);
  if (const auto id = map.int_attribute("key-id")) key = with_field_id(key, static_cast<int>(*id));
  EIGENLAKE_ASSIGN_OR_RETURN(auto value, field_of("value", *map.items, map.int_attribute("value-id"), depth));
  return std::make_shared<arrow::MapType>(std::move(key), std::move(value));
}

Result<ArrowTypePtr> type_of(const avro::Schema& schema, int depth) {
  switch (schema.type) {
    case AvroType::kNull:
      return arrow::null();
    case AvroType::kBoolean:
      return arrow::boolean();
    case AvroType::kInt:
      return int_type(schema);
    case AvroType::kLong:
      return long_type(schema);
    case AvroType::kFloat:
      return arrow::float32();
    case AvroType::kDouble:
      return arrow::float64();
    case AvroType::kBytes:
      if (schema.logical_type == "decimal") return decimal_type(schema);
      return arrow::binary();
    case AvroType::kString:
    case AvroType::kEnum:
      return arrow::utf8();
    case AvroType::kFixed:
      if (schema.logical_type == "decimal") return decimal_type(schema);
      return arrow::fixed_size_binary(static_cast<int32_t>(schema.fixed_size));
    case AvroType::kRecord:
      return struct_type(schema, depth);
    case AvroType::kArray:
      return array_type(schema, depth);
    case AvroType::kMap:
      return map_type(schema, depth);
    case AvroType::kUnion:
    case AvroType::kReference:
      break;
  }
  return fail(ErrorKind::kUnsupported, "the Avro type {} has no Iceberg counterpart",
              avro::name_of(schema.type));
}

bool is_null_branch(const avro::SchemaPtr& branch) {
  return branch->type == AvroType::kNull;
}

Result<std::shared_ptr<arrow::Field>> field_of(const std::string& name, const avro::Schema& schema,
                                               std::optional<int64_t> id, int depth) {
  constexpr int kDepthMax = 64;
  if (depth >= kDepthMax) return fail(ErrorKind::kUnsupported, "column {} is nested within itself", name);
  bool nullable = schema.type == AvroType::kNull;
  if (schema.type == AvroType::kUnion) {
    const auto nulls = std::ranges::count_if(schema.branches, is_null_branch);
    if (std::ssize(schema.branches) - nulls != 1)
      return fail(ErrorKind::kUnsupported, "column {} must be a union of null and one type, got {} branches",
                  name, schema.branches.size());
    nullable = nulls > 0;
  }
  EIGENLAKE_ASSIGN_OR_RETURN(ArrowTypePtr type, type_of(without_null(schema), depth + 1));
  auto field = arrow::field(name, std::move(type), nullable);
  return id ? with_field_id(field, static_cast<int>(*id)) : field;
}

Result<> check(const arrow::Status& status) {
  if (status.ok()) return {};
  return std::unexpected(error_of(status, ErrorKind::kCorrupt));
}

template <typename Builder, typename T>
Result<> append_to(arrow::ArrayBuilder& builder, const T& value) {
  return check(checked_cast<Builder&>(builder).Append(value));
}

Result<> append_integer(int64_t value, arrow::ArrayBuilder& builder) {
  switch (builder.type()->id()) {
    case arrow::Type::INT32:
      return append_to<arrow::Int32Builder>(builder, static_cast<int32_t>(value));
    case arrow::Type::DATE32:
      return append_to<arrow::Date32Builder>(builder, static_cast<int32_t>(value));
    case arrow::Type::TIME32:
      return append_to<arrow::Time32Builder>(builder, static_cast<int32_t>(value));
    case arrow::Type::TIME64:
      return append_to<arrow::Time64Builder>(builder, value);
    case arrow::Type::TIMESTAMP:
      return append_to<arrow::TimestampBuilder>(builder, value);
    default:
      return append_to<arrow::Int64Builder>(builder, value);
  }
}

Result<> append_bytes(const std::string& bytes, arrow::ArrayBuilder& builder) {
  if (builder.type()->id() == arrow::Type::FIXED_SIZE_BINARY)
    return append_to<arrow::FixedSizeBinaryBuilder>(builder, bytes);
  if (builder.type()->id() == arrow::Type::BINARY) return append_to<arrow::BinaryBuilder>(builder, bytes);
  const auto decimal = arrow::Decimal128::FromBigEndian(reinterpret_cast<const uint8_t*>(bytes.data()),
                                                        static_cast<int32_t>(bytes.size()));
  const auto& type = checked_cast<const arrow::DecimalType&>(*builder.type());
  if (!decimal.ok() || !decimal->FitsInPrecision(type.precision()))
    return fail(ErrorKind::kCorrupt, "a decimal of {} digits does not fit {} bytes", type.precision(),
                bytes.size());
  return append_to<arrow::Decimal128Builder>(builder, *decimal);
}

Result<> append_pairs(const avro::Array& array, const avro::Schema& schema, arrow::MapBuilder& builder) {
  const auto& pair = avro::definition_of(*schema.items).fields;
  for (const avro::Value& item : array.items) {
    EIGENLAKE_RETURN_IF_ERROR(append_avro_value(item[0], *pair[0].type, *builder.key_builder()));
    EIGENLAKE_RETURN_IF_ERROR(append_avro_value(item[1], *pair[1].type, *builder.item_builder()));
  }
  return {};
}

Result<> append_array(const avro::Array& array, const avro::Schema& schema, arrow::ArrayBuilder& builder) {
  if (is_map_of_pairs(schema)) {
    auto& map = checked_cast<arrow::MapBuilder&>(builder);
    EIGENLAKE_RETURN_IF_ERROR(check(map.Append()));
    return append_pairs(array, schema, map);
  }
  auto& list = checked_cast<arrow::ListBuilder&>(builder);
  EIGENLAKE_RETURN_IF_ERROR(check(list.Append()));
  for (const avro::Value& item : array.items)
    EIGENLAKE_RETURN_IF_ERROR(append_avro_value(item, *schema.items, *list.value_builder()));
  return {};
}

Result<> append_map(const avro::Map& map, const avro::Schema& schema, arrow::ArrayBuilder& builder) {
  auto& target = checked_cast<arrow::MapBuilder&>(builder);
  EIGENLAKE_RETURN_IF_ERROR(check(target.Append()));
  for (const auto& [key, value] : map.entries) {
    EIGENLAKE_RETURN_IF_ERROR(append_to<arrow::StringBuilder>(*target.key_builder(), key));
    EIGENLAKE_RETURN_IF_ERROR(append_avro_value(value, *schema.items, *target.item_builder()));
  }
  return {};
}

Result<> append_record(const avro::Record& record, const avro::Schema& schema, arrow::ArrayBuilder& builder) {
  auto& target = checked_cast<arrow::StructBuilder&>(builder);
  EIGENLAKE_RETURN_IF_ERROR(check(target.Append()));
  for (size_t i = 0; i < record.fields.size(); ++i)
    EIGENLAKE_RETURN_IF_ERROR(append_avro_value(record.fields[i], *schema.fields[i].type,
                                                *target.field_builder(static_cast<int>(i))));
  return {};
}

}  // namespace

Result<std::shared_ptr<arrow::Schema>> arrow_schema_of_avro(const avro::Schema& record) {
  if (record.type != AvroType::kRecord)
    return fail(ErrorKind::kCorrupt, "expected Avro records, found {}", avro::name_of(record.type));
  EIGENLAKE_ASSIGN_OR_RETURN(const ArrowTypePtr type, struct_type(record, 0));
  return arrow::schema(type->fields());
}

Result<> append_avro_value(const avro::Value& value, const avro::Schema& schema,
                           arrow::ArrayBuilder& builder) {
  if (value.is_null()) return check(builder.AppendNull());
  const avro::Schema& type = without_null(schema);
  const auto& data = value.data();
  if (const auto* flag = std::get_if<bool>(&data)) return append_to<arrow::BooleanBuilder>(builder, *flag);
  if (const auto* number = std::get_if<int32_t>(&data)) return append_integer(*number, builder);
  if (const auto* number = std::get_if<int64_t>(&data)) return append_integer(*number, builder);
  if (const auto* number = std::get_if<float>(&data)) return append_to<arrow::FloatBuilder>(builder, *number);
  if (const auto* number = std::get_if<double>(&data))
    return append_to<arrow::DoubleBuilder>(builder, *number);
  if (const auto* text = std::get_if<std::string>(&data))
    return append_to<arrow::StringBuilder>(builder, *text);
  if (const auto* symbol = std::get_if<avro::Symbol>(&data))
    return append_to<arrow::StringBuilder>(builder, symbol->name);
  if (const auto* bytes = std::get_if<avro::Bytes>(&data)) return append_bytes(bytes->data, builder);
  if (const auto* array = std::get_if<avro::Array>(&data)) return append_array(*array, type, builder);
  if (const auto* map = std::get_if<avro::Map>(&data)) return append_map(*map, type, builder);
  return append_record(std::get<avro::Record>(data), type, builder);
}

}  // namespace eigenlake::iceberg
