#include "eigenlake/iceberg/data/row_deletes.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/compute/api_vector.h>
#include <arrow/datum.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

#include "eigenlake/iceberg/data/arrow_guard.h"
#include "eigenlake/iceberg/data/column_projection.h"
#include "eigenlake/iceberg/data/file_rows.h"
#include "eigenlake/iceberg/data/open_file_rows.h"
#include "eigenlake/iceberg/data/position_delete_file.h"
#include "eigenlake/iceberg/spec/lake_error.h"

namespace eigenlake::iceberg {
namespace {

/// Calls `visit` with the rows, projected to `columns`.
template <typename Visit>
Result<> read_rows(const DeleteFile& file, const std::vector<NestedField>& columns, Visit visit) {
  FileRequest request;
  request.columns = columns;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto rows, open_file_rows(file_place_of(file), std::move(request)));
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto stored, rows->next());
    if (!stored) return {};
    EIGENLAKE_ASSIGN_OR_RETURN(const auto batch, project_columns(*stored->batch, columns, {}));
    EIGENLAKE_RETURN_IF_ERROR(visit(*batch));
  }
}

Result<PositionDeletes> read_positions(const DeleteFile& file) {
  PositionDeletes deletes;
  EIGENLAKE_RETURN_IF_ERROR(
      read_rows(file, position_delete_schema().fields, [&](const arrow::RecordBatch& batch) -> Result<> {
        const auto& paths = static_cast<const arrow::StringArray&>(*batch.column(0));
        const auto& places = static_cast<const arrow::Int64Array&>(*batch.column(1));
        std::vector<int64_t>* of_path = nullptr;
        for (int64_t row = 0; row < batch.num_rows(); ++row) {
          if (row == 0 || paths.GetView(row) != paths.GetView(row - 1))
            of_path = &deletes[paths.GetString(row)];
          of_path->push_back(places.Value(row));
        }
        return {};
      }));
  for (auto& [path, places] : deletes) std::ranges::sort(places);
  return deletes;
}

template <typename T>
Result<> append_raw(std::string& key, T value) {
  key.append(reinterpret_cast<const char*>(&value), sizeof(T));
  return {};
}

/// All NaN are equal; signed zeros differ, as in the reference implementation.
template <typename T>
Result<> append_floating(std::string& key, T value) {
  return append_raw(key, std::isnan(value) ? std::numeric_limits<T>::quiet_NaN() : value);
}

template <typename ArrayType>
const ArrayType& as(const arrow::Array& array) {
  return static_cast<const ArrayType&>(array);
}

/// Keys are equal exactly if values are.
Result<> append_key(std::string& key, const arrow::Array& array, int64_t row) {
  key += array.IsNull(row) ? '\0' : '\1';
  if (array.IsNull(row)) return {};
  switch (array.type_id()) {
    case arrow::Type::BOOL:
      return append_raw(key, as<arrow::BooleanArray>(array).Value(row));
    case arrow::Type::INT32:
      return append_raw(key, as<arrow::Int32Array>(array).Value(row));
    case arrow::Type::DATE32:
      return append_raw(key, as<arrow::Date32Array>(array).Value(row));
    case arrow::Type::INT64:
      return append_raw(key, as<arrow::Int64Array>(array).Value(row));
    case arrow::Type::TIME64:
      return append_raw(key, as<arrow::Time64Array>(array).Value(row));
    case arrow::Type::TIMESTAMP:
      return append_raw(key, as<arrow::TimestampArray>(array).Value(row));
    case arrow::Type::FLOAT:
      return append_floating(key, as<arrow::FloatArray>(array).Value(row));
    case arrow::Type::DOUBLE:
      return append_floating(key, as<arrow::DoubleArray>(array).Value(row));
    case arrow::Type::FIXED_SIZE_BINARY:
    case arrow::Type::DECIMAL128:
      key += as<arrow::FixedSizeBinaryArray>(array).GetView(row);
      return {};
    case arrow::Type::STRING:
    case arrow::Type::BINARY: {
      const auto text = as<arrow::BinaryArray>(array).GetView(row);
      std::ignore = append_raw(key, static_cast<int64_t>(text.size()));
      key += text;
      return {};
    }
    default:
      return fail(ErrorKind::kUnsupported, "equality deletes require primitive columns, got {}",
                  array.type()->ToString());
  }
}

/// The only leaf below structs; null if one of them is.
Result<> append_leaf_key(std::string& key, const arrow::Array& array, int64_t row) {
  if (array.type_id() != arrow::Type::STRUCT) return append_key(key, array, row);
  if (array.IsNull(row)) {
    key += '\0';
    return {};
  }
  return append_leaf_key(key, *as<arrow::StructArray>(array).field(0), row);
}

/// The field with this id within only those structs that lead to it; nullable.
std::optional<NestedField> only_path_to(const std::vector<NestedField>& fields, int id) {
  for (const NestedField& field : fields) {
    NestedField path = field;
    path.required = false;
    if (field.id == id) return path;
    if (field.type.kind != TypeKind::kStruct) continue;
    const auto below = only_path_to(field.type.fields, id);
    if (!below) continue;
    path.type.fields = {*below};
    return path;
  }
  return std::nullopt;
}

/// From the current schema, or the newest with the column.
Result<NestedField> equality_column(const TableMetadata& metadata, int id) {
  if (auto path = only_path_to(metadata.schema().fields, id)) return *std::move(path);
  for (auto schema = metadata.schemas.rbegin(); schema != metadata.schemas.rend(); ++schema)
    if (auto path = only_path_to(schema->fields, id)) return *std::move(path);
  return fail(ErrorKind::kCorrupt, "equality deletes name the unknown field id {}", id);
}

Result<EqualityDeletes> read_equality(const Table& table, const DeleteFile& file) {
  EqualityDeletes deletes;
  if (file.data_file.equality_ids.empty())
    return fail(ErrorKind::kCorrupt, "a file of equality deletes has no equality_ids");
  for (const int id : file.data_file.equality_ids) {
    EIGENLAKE_ASSIGN_OR_RETURN(deletes.columns.emplace_back(), equality_column(table.metadata(), id));
  }
  EIGENLAKE_RETURN_IF_ERROR(
      read_rows(file, deletes.columns, [&](const arrow::RecordBatch& batch) -> Result<> {
        for (int64_t row = 0; row < batch.num_rows(); ++row) {
          std::string key;
          for (const auto& column : batch.columns())
            EIGENLAKE_RETURN_IF_ERROR(append_leaf_key(key, *column, row));
          deletes.keys.insert(std::move(key));
        }
        return {};
      }));
  return deletes;
}

}  // namespace

template <typename T, typename Load>
Result<std::shared_ptr<const T>> DeleteCache::find_or_load(Entries<T>& entries, const Table& table,
                                                           const DeleteFile& file, Load load) {
  std::shared_ptr<Entry<T>> entry;
  {
    const std::lock_guard lock(mutex_);
    auto& slot = entries[file.uri];
    if (slot == nullptr) slot = std::make_shared<Entry<T>>();
    entry = slot;
  }
  const std::lock_guard lock(entry->mutex);
  if (entry->value != nullptr) return entry->value;
  auto loaded = load();
  if (!loaded) return fail_to_read_file(std::move(loaded).error(), table.identifier().to_string(), file.uri);
  entry->value = std::make_shared<const T>(*std::move(loaded));
  return entry->value;
}

Result<std::shared_ptr<const PositionDeletes>> DeleteCache::positions(const Table& table,
                                                                      const DeleteFile& file) {
  return find_or_load(positions_, table, file, [&] { return read_positions(file); });
}

Result<std::shared_ptr<const EqualityDeletes>> DeleteCache::equality(const Table& table,
                                                                     const DeleteFile& file) {
  return find_or_load(equality_, table, file, [&] { return read_equality(table, file); });
}

Result<RowDeletes> RowDeletes::load(DeleteCache& cache, const Table& table, const FileScanTask& task) {
  RowDeletes deletes;
  for (const DeleteFilePtr& file : task.deletes) {
    if (file->data_file.content == FileContent::kPositionDeletes) {
      EIGENLAKE_ASSIGN_OR_RETURN(const auto positions, cache.positions(table, *file));
      const auto it = positions->find(task.data_file.file_path);
      if (it == positions->end()) continue;
      deletes.positions_.insert(deletes.positions_.end(), it->second.begin(), it->second.end());
      continue;
    }
    Equality equality;
    EIGENLAKE_ASSIGN_OR_RETURN(equality.deletes, cache.equality(table, *file));
    for (const NestedField& column : equality.deletes->columns) {
      const auto it = std::ranges::find(deletes.columns_, column);
      equality.columns.push_back(static_cast<int>(it - deletes.columns_.begin()));
      if (it == deletes.columns_.end()) deletes.columns_.push_back(column);
    }
    deletes.equality_.push_back(std::move(equality));
  }
  std::ranges::sort(deletes.positions_);
  deletes.positions_.erase(std::ranges::unique(deletes.positions_).begin(), deletes.positions_.end());
  return deletes;
}

Result<std::shared_ptr<arrow::RecordBatch>> RowDeletes::apply(
    const std::shared_ptr<arrow::RecordBatch>& batch, int64_t first_row, int first_column) const {
  std::vector<bool> is_left(static_cast<size_t>(batch->num_rows()), true);
  const int64_t end_row = first_row + batch->num_rows();
  for (auto it = std::ranges::lower_bound(positions_, first_row); it != positions_.end() && *it < end_row;
       ++it)
    is_left[static_cast<size_t>(*it - first_row)] = false;
  std::string key;
  for (const Equality& equality : equality_) {
    for (int64_t row = 0; row < batch->num_rows(); ++row) {
      if (!is_left[static_cast<size_t>(row)]) continue;
      key.clear();
      for (const int column : equality.columns)
        EIGENLAKE_RETURN_IF_ERROR(append_leaf_key(key, *batch->column(first_column + column), row));
      if (equality.deletes->keys.contains(key)) is_left[static_cast<size_t>(row)] = false;
    }
  }
  if (std::ranges::find(is_left, false) == is_left.end()) return batch;
  arrow::BooleanBuilder builder;
  EIGENLAKE_RETURN_IF_ARROW_ERROR(ErrorKind::kResourceLimit, builder.AppendValues(is_left));
  EIGENLAKE_ASSIGN_OR_RETURN_ARROW(const auto mask, ErrorKind::kResourceLimit, builder.Finish());
  if (batch->num_columns() == 0)
    return arrow::RecordBatch::Make(batch->schema(), std::ranges::count(is_left, true), arrow::ArrayVector{});
  EIGENLAKE_ASSIGN_OR_RETURN_ARROW(const arrow::Datum left, ErrorKind::kInternal,
                                   arrow::compute::Filter(arrow::Datum(batch), arrow::Datum(mask)));
  return left.record_batch();
}

}  // namespace eigenlake::iceberg
