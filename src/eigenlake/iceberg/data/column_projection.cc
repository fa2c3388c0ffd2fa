#include "eigenlake/iceberg/data/column_projection.h"

#include <algorithm>
#include <functional>

#include <arrow/array.h>
#include <arrow/array/util.h>
#include <arrow/compute/cast.h>
#include <arrow/datum.h>
#include <arrow/extension_type.h>
#include <arrow/record_batch.h>
#include <arrow/scalar.h>
#include <arrow/type.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/iceberg/data/arrow_guard.h"
#include "eigenlake/iceberg/data/arrow_schema.h"
#include "eigenlake/iceberg/data/name_mapping.h"

namespace eigenlake::iceberg {
namespace {

using ArrayDataPtr = std::shared_ptr<arrow::ArrayData>;
using StoredId = arrow::Type;

Result<ArrayDataPtr> cast(const ArrayDataPtr& data, const std::shared_ptr<arrow::DataType>& type) {
  if (data->type->Equals(*type)) return data;
  EIGENLAKE_ASSIGN_OR_RETURN_ARROW(const arrow::Datum result, ErrorKind::kCorrupt,
                                   arrow::compute::Cast(arrow::Datum(data), type));
  return result.array();
}

bool is_bytes(StoredId::type id) {
  return id == StoredId::BINARY || id == StoredId::LARGE_BINARY || id == StoredId::STRING ||
         id == StoredId::LARGE_STRING || id == StoredId::STRING_VIEW || id == StoredId::BINARY_VIEW;
}

bool is_small_integer(StoredId::type id) {
  return id == StoredId::INT8 || id == StoredId::INT16 || id == StoredId::INT32 || id == StoredId::UINT8 ||
         id == StoredId::UINT16;
}

bool is_narrower_decimal(const arrow::DataType& stored, const Type& type) {
  if (!arrow::is_decimal(stored.id())) return false;
  const auto& decimal = static_cast<const arrow::DecimalType&>(stored);
  return decimal.scale() == type.scale && decimal.precision() <= type.precision;
}

/// True if the table format allows the stored type, or writers use it without loss.
bool may_become(const arrow::DataType& stored, const Type& type) {
  const auto id = stored.id();
  switch (type.kind) {
    case TypeKind::kBoolean:
      return id == StoredId::BOOL;
    case TypeKind::kInt:
      return is_small_integer(id);
    case TypeKind::kLong:
      return is_small_integer(id) || id == StoredId::UINT32 || id == StoredId::INT64;
    case TypeKind::kFloat:
      return id == StoredId::FLOAT;
    case TypeKind::kDouble:
      return id == StoredId::FLOAT || id == StoredId::DOUBLE;
    case TypeKind::kDecimal:
      return is_narrower_decimal(stored, type);
    case TypeKind::kDate:
      return id == StoredId::DATE32;
    case TypeKind::kTime:
      return id == StoredId::TIME32 || id == StoredId::TIME64;
    case TypeKind::kTimestamp:
    case TypeKind::kTimestamptz:
      return id == StoredId::TIMESTAMP;
    case TypeKind::kString:
    case TypeKind::kBinary:
      return is_bytes(id);
    case TypeKind::kUuid:
    case TypeKind::kFixed:
      return id == StoredId::FIXED_SIZE_BINARY &&
             stored.byte_width() == (type.kind == TypeKind::kUuid ? 16 : type.length);
    default:
      return false;
  }
}

std::unexpected<Error> wrong_type(const NestedField& target, const arrow::DataType& stored) {
  return fail(ErrorKind::kCorrupt, "expected column {} (field id {}) to be {}, found {}", target.name,
              target.id, target.type.to_string(), stored.ToString());
}

Result<ArrayDataPtr> project(const ArrayDataPtr& data, const arrow::Field& stored, const NestedField& target);

Result<ArrayDataPtr> nulls(const NestedField& target, int64_t length) {
  if (target.required)
    return fail(ErrorKind::kCorrupt, "the required column {} (field id {}) is missing", target.name,
                target.id);
  EIGENLAKE_ASSIGN_OR_RETURN_ARROW(const auto array, ErrorKind::kInternal,
                                   arrow::MakeArrayOfNull(arrow_type_of(target.type), length));
  return array->data();
}

Result<ArrayDataPtr> project_primitive(const ArrayDataPtr& data, const NestedField& target) {
  if (!may_become(*data->type, target.type)) return wrong_type(target, *data->type);
  const auto type = arrow_type_of(target.type);
  if (type->id() != StoredId::TIMESTAMP) return cast(data, type);
  // The noted time zone does not change instants.
  const auto& zone = static_cast<const arrow::TimestampType&>(*data->type).timezone();
  EIGENLAKE_ASSIGN_OR_RETURN(const ArrayDataPtr micros,
                             cast(data, arrow::timestamp(arrow::TimeUnit::MICRO, zone)));
  auto copy = micros->Copy();
  copy->type = type;
  return copy;
}

ArrayDataPtr with_children(const arrow::ArrayData& data, std::shared_ptr<arrow::DataType> type,
                           std::vector<ArrayDataPtr> children) {
  auto copy = data.Copy();
  copy->type = std::move(type);
  copy->child_data = std::move(children);
  return copy;
}

/// Children keep the struct's offset, so their whole length is projected.
Result<std::vector<ArrayDataPtr>> project_children(const arrow::ArrayData& data,
                                                   const std::vector<NestedField>& targets) {
  const auto& fields = data.type->fields();
  std::vector<ArrayDataPtr> children;
  for (const NestedField& target : targets) {
    const int at = position_of_id(fields, target.id);
    auto child =
        at < 0 ? nulls(target, data.offset + data.length)
               : project(data.child_data[static_cast<size_t>(at)], *fields[static_cast<size_t>(at)], target);
    if (!child) return std::unexpected(std::move(child).error());
    children.push_back(*std::move(child));
  }
  return children;
}

Result<ArrayDataPtr> project_list(const ArrayDataPtr& data, const NestedField& target) {
  const auto id = data->type->id();
  if (id == StoredId::LARGE_LIST || id == StoredId::FIXED_SIZE_LIST) {
    EIGENLAKE_ASSIGN_OR_RETURN(const ArrayDataPtr list, cast(data, arrow::list(data->type->field(0))));
    return project_list(list, target);
  }
  if (id != StoredId::LIST) return wrong_type(target, *data->type);
  EIGENLAKE_ASSIGN_OR_RETURN(ArrayDataPtr element,
                             project(data->child_data[0], *data->type->field(0), target.type.fields[0]));
  return with_children(*data, arrow_type_of(target.type), {std::move(element)});
}

Result<ArrayDataPtr> project_map(const ArrayDataPtr& data, const NestedField& target) {
  if (data->type->id() != StoredId::MAP) return wrong_type(target, *data->type);
  const auto& map = static_cast<const arrow::MapType&>(*data->type);
  const arrow::ArrayData& entries = *data->child_data[0];
  EIGENLAKE_ASSIGN_OR_RETURN(ArrayDataPtr key,
                             project(entries.child_data[0], *map.key_field(), target.type.fields[0]));
  EIGENLAKE_ASSIGN_OR_RETURN(ArrayDataPtr value,
                             project(entries.child_data[1], *map.item_field(), target.type.fields[1]));
  const auto type = arrow_type_of(target.type);
  return with_children(*data, type,
                       {with_children(entries, type->field(0)->type(), {std::move(key), std::move(value)})});
}

Result<ArrayDataPtr> project(const ArrayDataPtr& data, const arrow::Field& stored,
                             const NestedField& target) {
  if (data->type->id() == StoredId::DICTIONARY) {
    const auto& value_type = static_cast<const arrow::DictionaryType&>(*data->type).value_type();
    EIGENLAKE_ASSIGN_OR_RETURN(const ArrayDataPtr plain, cast(data, value_type));
    return project(plain, stored, target);
  }
  if (data->type->id() == StoredId::EXTENSION) {
    auto storage = data->Copy();
    storage->type = static_cast<const arrow::ExtensionType&>(*data->type).storage_type();
    return project(storage, stored, target);
  }
  if (data->type->id() == StoredId::NA) return nulls(target, data->length);
  if (target.type.kind == TypeKind::kList) return project_list(data, target);
  if (target.type.kind == TypeKind::kMap) return project_map(data, target);
  if (target.type.kind != TypeKind::kStruct) return project_primitive(data, target);
  if (data->type->id() != StoredId::STRUCT) return wrong_type(target, *data->type);
  EIGENLAKE_ASSIGN_OR_RETURN(auto children, project_children(*data, target.type.fields));
  return with_children(*data, arrow_type_of(target.type), std::move(children));
}

using IsThere = std::function<bool(int64_t row)>;

bool always(int64_t) {
  return true;
}

/// Checks that required fields hold no nulls where `is_there`: a field within a null struct is no field.
Result<> check_required(const arrow::Array& array, const NestedField& field, const IsThere& is_there);

Result<> check_items(const arrow::ListArray& list, const NestedField& field) {
  const auto items =
      list.values()->Slice(list.value_offset(0), list.value_offset(list.length()) - list.value_offset(0));
  if (field.type.kind == TypeKind::kList) return check_required(*items, field.type.fields[0], always);
  const auto& entries = static_cast<const arrow::StructArray&>(*items);
  EIGENLAKE_RETURN_IF_ERROR(check_required(*entries.field(0), field.type.fields[0], always));
  return check_required(*entries.field(1), field.type.fields[1], always);
}

Result<> check_required(const arrow::Array& array, const NestedField& field, const IsThere& is_there) {
  for (int64_t row = 0; field.required && array.null_count() > 0 && row < array.length(); ++row) {
    if (array.IsValid(row) || !is_there(row)) continue;
    return fail(ErrorKind::kCorrupt, "the required column {} (field id {}) has a null", field.name, field.id);
  }
  if (field.type.kind == TypeKind::kList || field.type.kind == TypeKind::kMap)
    return check_items(static_cast<const arrow::ListArray&>(array), field);
  if (field.type.kind != TypeKind::kStruct) return {};
  const auto& parent = static_cast<const arrow::StructArray&>(array);
  for (size_t i = 0; i < field.type.fields.size(); ++i) {
    EIGENLAKE_RETURN_IF_ERROR(
        check_required(*parent.field(static_cast<int>(i)), field.type.fields[i],
                       [&](int64_t row) { return parent.IsValid(row) && is_there(row); }));
  }
  return {};
}

std::shared_ptr<arrow::Scalar> scalar_of(const Literal& value, const Type& type) {
  const auto arrow_type = arrow_type_of(type);
  const auto* text = std::get_if<std::string>(&value);
  const auto buffer = text == nullptr ? nullptr : arrow::Buffer::FromString(*text);
  switch (type.kind) {
    case TypeKind::kBoolean:
      return std::make_shared<arrow::BooleanScalar>(std::get<bool>(value));
    case TypeKind::kInt:
      return std::make_shared<arrow::Int32Scalar>(std::get<int32_t>(value));
    case TypeKind::kDate:
      return std::make_shared<arrow::Date32Scalar>(std::get<int32_t>(value));
    case TypeKind::kLong:
      return std::make_shared<arrow::Int64Scalar>(std::get<int64_t>(value));
    case TypeKind::kTime:
      return std::make_shared<arrow::Time64Scalar>(std::get<int64_t>(value), arrow_type);
    case TypeKind::kTimestamp:
    case TypeKind::kTimestamptz:
      return std::make_shared<arrow::TimestampScalar>(std::get<int64_t>(value), arrow_type);
    case TypeKind::kFloat:
      return std::make_shared<arrow::FloatScalar>(std::get<float>(value));
    case TypeKind::kDouble:
      return std::make_shared<arrow::DoubleScalar>(std::get<double>(value));
    case TypeKind::kString:
      return std::make_shared<arrow::StringScalar>(buffer);
    case TypeKind::kBinary:
      return std::make_shared<arrow::BinaryScalar>(buffer);
    case TypeKind::kDecimal: {
      const auto decimal = arrow::Decimal128::FromBigEndian(reinterpret_cast<const uint8_t*>(text->data()),
                                                            static_cast<int32_t>(text->size()));
      return decimal.ok() ? std::make_shared<arrow::Decimal128Scalar>(*decimal, arrow_type) : nullptr;
    }
    default:
      if (std::ssize(*text) != arrow_type->byte_width()) return nullptr;
      return std::make_shared<arrow::FixedSizeBinaryScalar>(buffer, arrow_type);
  }
}

}  // namespace

int position_of_id(const std::vector<std::shared_ptr<arrow::Field>>& fields, int id) {
  const auto it = std::ranges::find_if(
      fields, [&](const std::shared_ptr<arrow::Field>& field) { return field_id_of(*field) == id; });
  return it == fields.end() ? -1 : static_cast<int>(it - fields.begin());
}

Result<std::shared_ptr<arrow::Array>> repeat_literal(const Literal& value, const Type& type, int64_t count) {
  EIGENLAKE_ASSERT(literal_fits(value, type));
  const auto arrow_type = arrow_type_of(type);
  const auto scalar = is_null(value) ? arrow::MakeNullScalar(arrow_type) : scalar_of(value, type);
  if (scalar == nullptr)
    return fail(ErrorKind::kCorrupt, "the value's bytes do not fit the type {}", type.to_string());
  EIGENLAKE_ASSIGN_OR_RETURN_ARROW(auto array, ErrorKind::kInternal,
                                   arrow::MakeArrayFromScalar(*scalar, count));
  return array;
}

Result<std::shared_ptr<arrow::RecordBatch>> project_columns(const arrow::RecordBatch& stored,
                                                            const std::vector<NestedField>& columns,
                                                            const ColumnConstants& constants) {
  arrow::FieldVector fields;
  arrow::ArrayVector arrays;
  for (const NestedField& column : columns) {
    const int at = position_of_id(stored.schema()->fields(), column.id);
    std::shared_ptr<arrow::Array> array;
    if (const auto constant = constants.find(column.id); at < 0 && constant != constants.end()) {
      EIGENLAKE_ASSIGN_OR_RETURN(array, repeat_literal(constant->second, column.type, stored.num_rows()));
    } else {
      auto data = at < 0 ? nulls(column, stored.num_rows())
                         : project(stored.column_data(at), *stored.schema()->field(at), column);
      if (!data) return std::unexpected(std::move(data).error());
      array = arrow::MakeArray(*data);
    }
    EIGENLAKE_RETURN_IF_ERROR(check_required(*array, column, always));
    fields.push_back(with_field_id(arrow::field(column.name, array->type(), !column.required), column.id));
    arrays.push_back(std::move(array));
  }
  return arrow::RecordBatch::Make(arrow::schema(std::move(fields)), stored.num_rows(), std::move(arrays));
}

}  // namespace eigenlake::iceberg
