#include "eigenlake/iceberg/parquet/data_file_reader.h"

#include <algorithm>

#include <arrow/array/util.h>
#include <arrow/chunked_array.h>
#include <arrow/compute/cast.h>
#include <arrow/table.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>

#include "eigenlake/iceberg/parquet/arrow_guard.h"
#include "eigenlake/iceberg/parquet/arrow_schema.h"
#include "eigenlake/iceberg/parquet/parquet_metrics.h"
#include "eigenlake/iceberg/parquet/store_streams.h"

namespace eigenlake::iceberg {
namespace {

Result<std::vector<const NestedField*>> find_columns(const Schema& schema,
                                                     std::span<const std::string> names) {
  std::vector<const NestedField*> columns;
  for (const std::string& name : names) {
    const NestedField* column = schema.find_field(std::string_view(name));
    if (column == nullptr)
      return fail(ErrorKind::kInvalidInput, "expected a column of the table, found \"{}\"", name);
    columns.push_back(column);
  }
  return columns;
}

/// Position of the top-level field of the file with this id, or −1.
int position_in_file(const parquet::schema::GroupNode& root, int field_id) {
  for (int i = 0; i < root.field_count(); ++i) {
    if (root.field(i)->field_id() == field_id) return i;
  }
  return -1;
}

std::vector<int> row_groups_to_read(const parquet::FileMetaData& footer, const Table& table,
                                    const Filter& filter) {
  std::vector<int> row_groups;
  for (int i = 0; i < footer.num_row_groups(); ++i) {
    DataFile metrics;
    add_row_group_metrics(*footer.RowGroup(i), table.metadata().schema(), metrics);
    if (may_match(filter, table.metadata().schema(), PartitionSpec{}, metrics)) row_groups.push_back(i);
  }
  return row_groups;
}

Result<std::shared_ptr<arrow::ChunkedArray>> as_type(const std::shared_ptr<arrow::ChunkedArray>& array,
                                                     const NestedField& column) {
  const auto type = arrow_type_of(column.type);
  if (!column.type.is_primitive() || array->type()->Equals(*type)) return array;
  EIGENLAKE_ASSIGN_OR_RETURN_ARROW(const arrow::Datum cast, ErrorKind::kStore,
                                   arrow::compute::Cast(array, type));
  return cast.chunked_array();
}

Result<std::shared_ptr<arrow::Table>> read(const Table& table, const FileScanTask& task,
                                           std::span<const std::string> names, const Filter& filter) {
  EIGENLAKE_RETURN_IF_ERROR(check_filter(filter, table.metadata().schema()));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto columns, find_columns(table.metadata().schema(), names));
  auto input =
      std::make_shared<StoreInputFile>(table.shared_store(), task.key, task.data_file.file_size_bytes);
  parquet::arrow::FileReaderBuilder builder;
  EIGENLAKE_RETURN_IF_ARROW_ERROR(ErrorKind::kStore, builder.Open(std::move(input)));
  EIGENLAKE_ASSIGN_OR_RETURN_ARROW(const auto reader, ErrorKind::kStore, builder.Build());

  const auto footer = reader->parquet_reader()->metadata();
  const parquet::schema::GroupNode& root = *footer->schema()->group_node();
  std::vector<int> leaves;
  std::vector<int> positions;
  for (const NestedField* column : columns) positions.push_back(position_in_file(root, column->id));
  for (int leaf = 0; leaf < footer->num_columns(); ++leaf) {
    const int position = root.FieldIndex(*footer->schema()->GetColumnRoot(leaf));
    if (std::ranges::find(positions, position) != positions.end()) leaves.push_back(leaf);
  }
  std::shared_ptr<arrow::Table> found;
  EIGENLAKE_ASSIGN_OR_RETURN_ARROW(found, ErrorKind::kStore,
                                   reader->ReadRowGroups(row_groups_to_read(*footer, table, filter), leaves));

  arrow::FieldVector fields;
  arrow::ChunkedArrayVector arrays;
  for (size_t i = 0; i < columns.size(); ++i) {
    std::shared_ptr<arrow::ChunkedArray> array;
    if (positions[i] < 0) {
      EIGENLAKE_ASSIGN_OR_RETURN_ARROW(
          auto nulls, ErrorKind::kInternal,
          arrow::MakeArrayOfNull(arrow_type_of(columns[i]->type), found->num_rows()));
      array = std::make_shared<arrow::ChunkedArray>(std::move(nulls));
    } else {
      const auto stored = found->GetColumnByName(root.field(positions[i])->name());
      EIGENLAKE_ASSIGN_OR_RETURN(array, as_type(stored, *columns[i]));
    }
    fields.push_back(arrow::field(columns[i]->name, array->type(), !columns[i]->required));
    arrays.push_back(std::move(array));
  }
  return arrow::Table::Make(arrow::schema(std::move(fields)), std::move(arrays), found->num_rows());
}

}  // namespace

Result<std::shared_ptr<arrow::Table>> read_data_file(const Table& table, const FileScanTask& task,
                                                     std::span<const std::string> columns,
                                                     const Filter& filter) {
  auto result = guard_exceptions(ErrorKind::kStore, [&] { return read(table, task, columns, filter); });
  if (!result) return fail_with_context(std::move(result).error(), "while reading " + task.uri);
  return result;
}

}  // namespace eigenlake::iceberg
