#include "eigenlake/lake/table_reader.h"

#include <string>

#include "eigenlake/iceberg/data/data_file_reader.h"
#include "eigenlake/iceberg/scan/scan.h"

namespace eigenlake {

TableChunk::TableChunk(std::vector<std::shared_ptr<arrow::Array>> columns, int64_t num_rows)
    : columns_(std::move(columns)), num_rows_(num_rows) {}

std::string_view TableChunk::string(int column, int64_t row) const {
  return is_null(column, row) ? std::string_view() : as<arrow::StringArray>(column).GetView(row);
}

std::optional<int32_t> TableChunk::integer(int column, int64_t row) const {
  if (is_null(column, row)) return std::nullopt;
  return as<arrow::Int32Array>(column).Value(row);
}

std::optional<int64_t> TableChunk::long_integer(int column, int64_t row) const {
  if (is_null(column, row)) return std::nullopt;
  return as<arrow::Int64Array>(column).Value(row);
}

std::optional<double> TableChunk::number(int column, int64_t row) const {
  if (is_null(column, row)) return std::nullopt;
  return as<arrow::DoubleArray>(column).Value(row);
}

std::optional<bool> TableChunk::boolean(int column, int64_t row) const {
  if (is_null(column, row)) return std::nullopt;
  return as<arrow::BooleanArray>(column).Value(row);
}

std::optional<int64_t> TableChunk::timestamp_us(int column, int64_t row) const {
  if (is_null(column, row)) return std::nullopt;
  return as<arrow::TimestampArray>(column).Value(row);
}

int64_t TableChunk::list_length(int column, int64_t row) const {
  return is_null(column, row) ? 0 : as<arrow::ListArray>(column).value_length(row);
}

Result<> read_table(const iceberg::Table& table, std::optional<int64_t> snapshot_id,
                    std::span<const std::string_view> columns, const iceberg::Filter& filter,
                    const std::function<void(const TableChunk&)>& visit) {
  const std::vector<std::string> names(columns.begin(), columns.end());
  EIGENLAKE_ASSIGN_OR_RETURN(const auto tasks,
                             iceberg::plan_files(table, {.snapshot_id = snapshot_id, .filter = filter}));
  for (const auto& task : tasks) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto rows, iceberg::read_data_file(table, task, names, filter));
    arrow::TableBatchReader reader(*rows);
    while (true) {
      std::shared_ptr<arrow::RecordBatch> batch;
      if (const auto status = reader.ReadNext(&batch); !status.ok())
        return fail(ErrorKind::kCorrupt, "{}: {}", task.uri, status.ToString());
      if (batch == nullptr) break;
      visit(TableChunk(batch->columns(), batch->num_rows()));
    }
  }
  return {};
}

}  // namespace eigenlake
