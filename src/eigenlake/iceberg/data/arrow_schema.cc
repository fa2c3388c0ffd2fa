#include "eigenlake/iceberg/data/arrow_schema.h"

#include <arrow/array/data.h>
#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>

#include "eigenlake/base/assert.h"

namespace eigenlake::iceberg {
namespace {

std::shared_ptr<arrow::Field> arrow_field_of(const NestedField& field) {
  return arrow::field(field.name, arrow_type_of(field.type), !field.required,
                      arrow::key_value_metadata({"PARQUET:field_id"}, {std::to_string(field.id)}));
}

arrow::FieldVector arrow_fields_of(const std::vector<NestedField>& fields) {
  arrow::FieldVector result;
  for (const NestedField& field : fields) result.push_back(arrow_field_of(field));
  return result;
}

}  // namespace

std::shared_ptr<arrow::DataType> arrow_type_of(const Type& type) {
  switch (type.kind) {
    case TypeKind::kBoolean:
      return arrow::boolean();
    case TypeKind::kInt:
      return arrow::int32();
    case TypeKind::kLong:
      return arrow::int64();
    case TypeKind::kFloat:
      return arrow::float32();
    case TypeKind::kDouble:
      return arrow::float64();
    case TypeKind::kDecimal:
      return arrow::decimal128(type.precision, type.scale);
    case TypeKind::kDate:
      return arrow::date32();
    case TypeKind::kTime:
      return arrow::time64(arrow::TimeUnit::MICRO);
    case TypeKind::kTimestamp:
      return arrow::timestamp(arrow::TimeUnit::MICRO);
    case TypeKind::kTimestamptz:
      return arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
    case TypeKind::kString:
      return arrow::utf8();
    case TypeKind::kUuid:
      return arrow::fixed_size_binary(16);
    case TypeKind::kFixed:
      return arrow::fixed_size_binary(type.length);
    case TypeKind::kBinary:
      return arrow::binary();
    case TypeKind::kStruct:
      return arrow::struct_(arrow_fields_of(type.fields));
    case TypeKind::kList:
      return arrow::list(arrow_field_of(type.fields[0]));
    case TypeKind::kMap:
      return std::make_shared<arrow::MapType>(arrow_field_of(type.fields[0]), arrow_field_of(type.fields[1]));
  }
  EIGENLAKE_ASSERT(false);
}

std::shared_ptr<arrow::Schema> arrow_schema_of(const Schema& schema) {
  return arrow::schema(arrow_fields_of(schema.fields));
}

std::shared_ptr<arrow::ArrayData> with_type(const arrow::ArrayData& data,
                                            const std::shared_ptr<arrow::DataType>& type) {
  auto copy = data.Copy();
  copy->type = type;
  for (size_t i = 0; i < copy->child_data.size() && static_cast<int>(i) < type->num_fields(); ++i)
    copy->child_data[i] = with_type(*copy->child_data[i], type->field(static_cast<int>(i))->type());
  return copy;
}

}  // namespace eigenlake::iceberg
