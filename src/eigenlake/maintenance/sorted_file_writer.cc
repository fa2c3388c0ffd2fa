#include "eigenlake/maintenance/sorted_file_writer.h"

#include <algorithm>

#include <arrow/api.h>

#include "eigenlake/tables/iceberg_table.h"

namespace eigenlake {

SortedFileWriter::SortedFileWriter(const iceberg::Table& table, const TableDefinition& definition,
                                   iceberg::PartitionValues partition, int64_t rows_per_file)
    : table_(table),
      definition_(definition),
      partition_(std::move(partition)),
      rows_per_file_(std::max<int64_t>(rows_per_file, 1)) {}

Result<> SortedFileWriter::write(const std::shared_ptr<arrow::RecordBatch>& rows) {
  auto rest = rows;
  while (rest->num_rows() > 0) {
    EIGENLAKE_ASSIGN_OR_RETURN(const int64_t count, rows_of_this_file(*rest));
    if (count > 0) EIGENLAKE_RETURN_IF_ERROR(append(rest->Slice(0, count)));
    if (count < rest->num_rows()) EIGENLAKE_RETURN_IF_ERROR(finish());
    rest = rest->Slice(count);
  }
  return {};
}

Result<> SortedFileWriter::append(const std::shared_ptr<arrow::RecordBatch>& rows) {
  if (!writer_) {
    EIGENLAKE_ASSIGN_OR_RETURN(
        auto opened,
        iceberg::DataFileWriter::open(table_, partition_, iceberg::new_data_file_name(),
                                      parquet_write_options(definition_, table_.metadata().properties)));
    writer_.emplace(std::move(opened));
  }
  EIGENLAKE_RETURN_IF_ERROR(writer_->write(*rows));
  last_row_ = rows->Slice(rows->num_rows() - 1, 1);
  return {};
}

/// How many of `rows` still belong to the file under way: all while it is not full, then those of the
/// experiment that it ends with.
Result<int64_t> SortedFileWriter::rows_of_this_file(const arrow::RecordBatch& rows) const {
  const int64_t written = writer_ ? writer_->rows_written() : 0;
  const int64_t room = rows_per_file_ - written;
  if (rows.num_rows() <= room) return rows.num_rows();
  const auto columns = sort_columns(definition_);
  EIGENLAKE_ASSIGN_OR_RETURN(const SortKeys keys, SortKeys::of(rows, columns));
  int64_t count = std::max<int64_t>(room, 0);
  if (count == 0) {
    EIGENLAKE_ASSIGN_OR_RETURN(const SortKeys last, SortKeys::of(*last_row_, columns));
    if (keys.compare_first(1, 0, last, 0) != 0) return 0;
    count = 1;
  }
  while (count < rows.num_rows() && keys.compare_first(1, count, keys, count - 1) == 0) ++count;
  return count;
}

Result<> SortedFileWriter::finish() {
  if (!writer_) return {};
  auto file = writer_->finish();
  writer_.reset();
  if (!file) return std::unexpected(std::move(file).error());
  files_.push_back(*std::move(file));
  return {};
}

}  // namespace eigenlake
