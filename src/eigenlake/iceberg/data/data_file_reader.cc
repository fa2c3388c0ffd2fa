#include "eigenlake/iceberg/data/data_file_reader.h"

#include <arrow/builder.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>

#include "eigenlake/iceberg/data/arrow_guard.h"
#include "eigenlake/iceberg/data/arrow_schema.h"
#include "eigenlake/iceberg/data/column_projection.h"
#include "eigenlake/iceberg/data/file_rows.h"
#include "eigenlake/iceberg/data/open_file_rows.h"
#include "eigenlake/iceberg/spec/lake_error.h"

namespace eigenlake::iceberg {
namespace {

Result<std::vector<NestedField>> find_columns(const Schema& schema, std::span<const std::string> names) {
  std::vector<NestedField> columns;
  for (const std::string& name : names) {
    const NestedField* column = schema.find_field(std::string_view(name));
    if (column == nullptr) return fail(ErrorKind::kInvalidInput, "unknown column '{}'", name);
    columns.push_back(*column);
  }
  return columns;
}

/// The identity partition values of the file.
ColumnConstants constants_of(const Table& table, const FileScanTask& task) {
  ColumnConstants constants;
  const PartitionSpec* spec = table.metadata().partition_spec_by_id(task.data_file.spec_id);
  for (size_t i = 0; spec != nullptr && i < spec->fields.size() && i < task.data_file.partition.size(); ++i) {
    const PartitionField& field = spec->fields[i];
    const NestedField* column = table.metadata().schema().find_field(field.source_id);
    if (column == nullptr || field.transform.kind != Transform::Kind::kIdentity) continue;
    if (auto value = widen_literal(task.data_file.partition[i], column->type); value && !is_null(*value))
      constants[column->id] = *std::move(value);
  }
  return constants;
}

Result<std::shared_ptr<arrow::Array>> places_from(int64_t first_row, int64_t num_rows) {
  arrow::Int64Builder places;
  EIGENLAKE_RETURN_IF_ARROW_ERROR(ErrorKind::kResourceLimit, places.Reserve(num_rows));
  for (int64_t row = 0; row < num_rows; ++row) places.UnsafeAppend(first_row + row);
  EIGENLAKE_ASSIGN_OR_RETURN_ARROW(auto array, ErrorKind::kResourceLimit, places.Finish());
  return array;
}

arrow::FieldVector fields_of(const std::vector<NestedField>& columns) {
  arrow::FieldVector fields;
  for (const NestedField& column : columns)
    fields.push_back(arrow::field(column.name, arrow_type_of(column.type), !column.required));
  return fields;
}

}  // namespace

struct DataFileReader::State {
  std::string table;  ///< Its name.
  std::string uri;
  int num_columns = 0;  ///< Requested ones, places included.
  RowPlaces places = RowPlaces::kLeftOut;
  std::vector<NestedField> read_columns;  ///< Also those of the deletes.
  std::shared_ptr<arrow::Schema> schema;
  ColumnConstants constants;
  RowDeletes deletes;
  std::unique_ptr<FileRows> rows;

  Result<> open(const Table& table, const FileScanTask& task, std::vector<NestedField> columns,
                const Filter& filter, DeleteCache& cache) {
    const TableMetadata& metadata = table.metadata();
    EIGENLAKE_ASSIGN_OR_RETURN(deletes, RowDeletes::load(cache, table, task));
    read_columns = std::move(columns);
    auto fields = fields_of(read_columns);
    if (places == RowPlaces::kAdded) fields.push_back(arrow::field("pos", arrow::int64(), false));
    num_columns = static_cast<int>(fields.size());
    schema = arrow::schema(std::move(fields));
    read_columns.insert(read_columns.end(), deletes.columns().begin(), deletes.columns().end());
    constants = constants_of(table, task);
    FileRequest request{read_columns, {}, filter, filter.empty() ? Schema{} : metadata.schema()};
    if (const auto mapping = metadata.property(kNameMappingProperty, ""); !mapping.empty()) {
      EIGENLAKE_ASSIGN_OR_RETURN(request.name_mapping, parse_name_mapping(mapping));
    }
    EIGENLAKE_ASSIGN_OR_RETURN(rows, open_file_rows(file_place_of(task), std::move(request)));
    return {};
  }

  Result<std::shared_ptr<arrow::RecordBatch>> next() {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto stored, rows->next());
    if (!stored) return nullptr;
    EIGENLAKE_ASSIGN_OR_RETURN(auto batch, project_columns(*stored->batch, read_columns, constants));
    if (places == RowPlaces::kAdded) {
      EIGENLAKE_ASSIGN_OR_RETURN(auto array, places_from(stored->first_row, batch->num_rows()));
      EIGENLAKE_ASSIGN_OR_RETURN_ARROW(
          batch, ErrorKind::kInternal,
          batch->AddColumn(num_columns - 1, schema->field(num_columns - 1), std::move(array)));
    }
    if (!deletes.empty()) {
      EIGENLAKE_ASSIGN_OR_RETURN(batch, deletes.apply(batch, stored->first_row, num_columns));
    }
    auto columns = batch->columns();
    columns.resize(static_cast<size_t>(num_columns));
    return arrow::RecordBatch::Make(schema, batch->num_rows(), std::move(columns));
  }
};

DataFileReader::DataFileReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
DataFileReader::DataFileReader(DataFileReader&&) noexcept = default;
DataFileReader& DataFileReader::operator=(DataFileReader&&) noexcept = default;
DataFileReader::~DataFileReader() = default;

Result<DataFileReader> DataFileReader::open(const Table& table, const FileScanTask& task,
                                            std::span<const std::string> columns, const Filter& filter,
                                            std::shared_ptr<DeleteCache> deletes, RowPlaces places) {
  EIGENLAKE_RETURN_IF_ERROR(check_filter(filter, table.metadata().schema()));
  EIGENLAKE_ASSIGN_OR_RETURN(auto wanted, find_columns(table.metadata().schema(), columns));
  auto state = std::make_unique<State>();
  state->table = table.identifier().to_string();
  state->uri = task.uri;
  state->places = places;
  if (deletes == nullptr) deletes = std::make_shared<DeleteCache>();
  if (auto opened = state->open(table, task, std::move(wanted), filter, *deletes); !opened)
    return fail_to_read_file(std::move(opened).error(), state->table, task.uri);
  return DataFileReader(std::move(state));
}

Result<std::shared_ptr<arrow::RecordBatch>> DataFileReader::next() {
  auto batch = guard_exceptions(ErrorKind::kCorrupt, [&] { return state_->next(); });
  if (!batch) return fail_to_read_file(std::move(batch).error(), state_->table, state_->uri);
  return batch;
}

Result<std::shared_ptr<arrow::Table>> read_data_file(const Table& table, const FileScanTask& task,
                                                     std::span<const std::string> columns,
                                                     const Filter& filter) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto reader, DataFileReader::open(table, task, columns, filter, nullptr));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto wanted, find_columns(table.metadata().schema(), columns));
  arrow::RecordBatchVector batches;
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto batch, reader.next());
    if (batch == nullptr) break;
    batches.push_back(std::move(batch));
  }
  EIGENLAKE_ASSIGN_OR_RETURN_ARROW(
      auto rows, ErrorKind::kInternal,
      arrow::Table::FromRecordBatches(arrow::schema(fields_of(wanted)), batches));
  return rows;
}

}  // namespace eigenlake::iceberg
