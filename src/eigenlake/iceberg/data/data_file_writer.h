#pragma once

#include <memory>
#include <string>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/data/column_encoding.h"
#include "eigenlake/iceberg/spec/data_file.h"

namespace eigenlake::iceberg {

/// Writes rows of one partition as a Parquet file with field ids, and measures its manifest entry.
///
/// Row groups are streamed: memory is bounded by one. Several writers may be used side by side. A writer that
/// is destroyed before `finish` leaves nothing.
class DataFileWriter {
 public:
  /// The file is data/{partition path}/{file_name}.parquet; `file_name` must be new (new_data_file_name()).
  /// Errors: kInvalidInput for partition values that do not fit the default spec.
  static Result<DataFileWriter> open(const Table& table, PartitionValues partition,
                                     const std::string& file_name, const ParquetWriteOptions& options = {});
  /// A file outside of tables, with the columns of `schema`. The entry of finish() has no path.
  static DataFileWriter open_object(const Schema& schema, std::unique_ptr<ObjectWriter> object,
                                    const ParquetWriteOptions& options = {});
  DataFileWriter(DataFileWriter&&) noexcept;
  DataFileWriter& operator=(DataFileWriter&&) noexcept;
  ~DataFileWriter();

  /// Appends a batch with the table's columns (arrow_schema_of). A string column may be dictionary-encoded,
  /// in all batches or none: the dictionary is written unchanged while all batches of a row group share it;
  /// after another one the rest of the row group's column is plain.
  ///
  /// Errors: kInvalidInput for another type or a null in a required column; kStore.
  Result<> write(const arrow::RecordBatch& batch);

  /// Begins a row group with the next batch, which may bring dictionaries of its own.
  void end_row_group();

  int64_t rows_written() const;
  /// Of complete row groups.
  int64_t bytes_written() const;

  /// Closes the file, durable, and returns its manifest entry. Call once.
  Result<DataFile> finish();

 private:
  struct State;
  explicit DataFileWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// "{uuid}".
std::string new_data_file_name();

}  // namespace eigenlake::iceberg
