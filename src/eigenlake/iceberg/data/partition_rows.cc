#include "eigenlake/iceberg/data/partition_rows.h"

#include <algorithm>

#include <arrow/array.h>
#include <arrow/array/array_dict.h>
#include <arrow/record_batch.h>

#include "eigenlake/iceberg/spec/transform.h"

namespace eigenlake::iceberg {
namespace {

template <typename ArrayType, typename Value>
Literal value_at(const arrow::Array& array, int64_t row) {
  return Value(static_cast<const ArrayType&>(array).Value(row));
}

/// A partition field over a batch; its value is recomputed where the source changes.
class PartitionColumn {
 public:
  static Result<PartitionColumn> of(const PartitionField& field, const Schema& schema,
                                    const arrow::RecordBatch& rows) {
    const auto source = std::ranges::find(schema.fields, field.source_id, &NestedField::id);
    if (source == schema.fields.end())
      return fail(ErrorKind::kUnsupported,
                  "partition field {} must be by a top-level column, got the column with id {}", field.name,
                  field.source_id);
    PartitionColumn column(field.transform, source->type,
                           *rows.column(static_cast<int>(source - schema.fields.begin())));
    if (field.transform.kind != Transform::Kind::kVoid && !applies_to(field.transform, source->type))
      return fail(ErrorKind::kUnsupported, "cannot partition column {} by the transform {}", source->name,
                  field.transform.to_string());
    return column;
  }

  /// True if the value changes. Call for consecutive rows.
  Result<bool> move_to(int64_t row) {
    if (transform_.kind == Transform::Kind::kVoid) return false;
    if (row > 0 && same_source(row - 1, row)) return false;
    EIGENLAKE_ASSIGN_OR_RETURN(const Literal source, literal_at(array_, row, source_type_));
    EIGENLAKE_ASSIGN_OR_RETURN(Literal value, apply_transform(transform_, source_type_, source));
    return std::exchange(value_, std::move(value)) != value_;
  }

  const Literal& value() const { return value_; }

 private:
  PartitionColumn(const Transform& transform, const Type& source_type, const arrow::Array& array)
      : transform_(transform), source_type_(source_type), array_(array) {}

  bool same_source(int64_t a, int64_t b) const { return array_.RangeEquals(a, a + 1, b, array_); }

  const Transform& transform_;
  const Type& source_type_;
  const arrow::Array& array_;
  Literal value_;
};

}  // namespace

Result<Literal> literal_at(const arrow::Array& array, int64_t row, const Type& type) {
  if (array.IsNull(row)) return Literal();
  if (array.type_id() == arrow::Type::DICTIONARY) {
    const auto& encoded = static_cast<const arrow::DictionaryArray&>(array);
    return literal_at(*encoded.dictionary(), encoded.GetValueIndex(row), type);
  }
  switch (type.kind) {
    case TypeKind::kBoolean:
      return value_at<arrow::BooleanArray, bool>(array, row);
    case TypeKind::kInt:
      return value_at<arrow::Int32Array, int32_t>(array, row);
    case TypeKind::kDate:
      return value_at<arrow::Date32Array, int32_t>(array, row);
    case TypeKind::kLong:
      return value_at<arrow::Int64Array, int64_t>(array, row);
    case TypeKind::kTimestamp:
    case TypeKind::kTimestamptz:
      return value_at<arrow::TimestampArray, int64_t>(array, row);
    case TypeKind::kFloat:
      return value_at<arrow::FloatArray, float>(array, row);
    case TypeKind::kDouble:
      return value_at<arrow::DoubleArray, double>(array, row);
    case TypeKind::kString:
      return Literal(static_cast<const arrow::StringArray&>(array).GetString(row));
    default:
      return fail(ErrorKind::kUnsupported, "cannot partition by a column of type {}",
                  array.type()->ToString());
  }
}

Result<std::vector<PartitionRun>> partition_runs(const PartitionSpec& spec, const Schema& schema,
                                                 const arrow::RecordBatch& rows) {
  std::vector<PartitionColumn> columns;
  for (const PartitionField& field : spec.fields) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto column, PartitionColumn::of(field, schema, rows));
    columns.push_back(std::move(column));
  }
  std::vector<PartitionRun> runs;
  for (int64_t row = 0; row < rows.num_rows(); ++row) {
    bool changed = runs.empty();
    for (PartitionColumn& column : columns) {
      EIGENLAKE_ASSIGN_OR_RETURN(const bool moved, column.move_to(row));
      changed = changed || moved;
    }
    if (changed) {
      PartitionRun& run = runs.emplace_back(PartitionRun{.values = {}, .offset = row});
      for (const PartitionColumn& column : columns) run.values.push_back(column.value());
    }
    ++runs.back().length;
  }
  return runs;
}

}  // namespace eigenlake::iceberg
