// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/table_reader.h"

#include <string>

#include "eigenlake/iceberg/data/data_file_reader.h"

namespace eigenlake {
namespace {

/// The requested columns that a table has.
class ColumnChoice {
 public:
  ColumnChoice(const iceberg::Schema& schema, std::span<const std::string_view> columns) {
    for (const auto column : columns) {
      is_there_.push_back(schema.find_field(column) != nullptr);
      if (is_there_.back()) names_.emplace_back(column);
    }
  }

  const std::vector<std::string>& names() const { return names_; }

  /// The requested columns, nullptr for a missing one.
  std::vector<std::shared_ptr<arrow::Array>> all(const arrow::RecordBatch& batch) const {
    std::vector<std::shared_ptr<arrow::Array>> columns;
    int next = 0;
    for (const bool is_there : is_there_) columns.push_back(is_there ? batch.column(next++) : nullptr);
    return columns;
  }

 private:
  std::vector<bool> is_there_;
  std::vector<std::string> names_;
};

}  // namespace

TableChunk::TableChunk(std::vector<std::shared_ptr<arrow::Array>> columns, int64_t num_rows)
    : columns_(std::move(columns)), num_rows_(num_rows) {}

std::string_view TableChunk::string(int column, int64_t row) const {
  return is_null(column, row) ? std::string_view() : as<arrow::StringArray>(column).GetView(row);
}

int64_t TableChunk::list_length(int column, int64_t row) const {
  return is_null(column, row) ? 0 : as<arrow::ListArray>(column).value_length(row);
}

Result<> read_table(const iceberg::Table& table, std::optional<int64_t> snapshot_id,
                    std::span<const std::string_view> columns, const iceberg::Filter& filter,
                    const std::function<void(const TableChunk&)>& visit) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto files,
                             iceberg::plan_files(table, {.snapshot_id = snapshot_id, .filter = filter}));
  return read_files(table, files, columns, filter, visit);
}

Result<> read_files(const iceberg::Table& table, std::span<const iceberg::FileScanTask> files,
                    std::span<const std::string_view> columns, const iceberg::Filter& filter,
                    const std::function<void(const TableChunk&)>& visit) {
  const ColumnChoice choice(table.metadata().schema(), columns);
  for (const auto& task : files) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto rows, iceberg::read_data_file(table, task, choice.names(), filter));
    arrow::TableBatchReader reader(*rows);
    while (true) {
      std::shared_ptr<arrow::RecordBatch> batch;
      if (const auto status = reader.ReadNext(&batch); !status.ok())
        return fail(ErrorKind::kCorrupt, "{}: {}", task.uri, status.ToString());
      if (batch == nullptr) break;
      visit(TableChunk(choice.all(*batch), batch->num_rows()));
    }
  }
  return {};
}

}  // namespace eigenlake
