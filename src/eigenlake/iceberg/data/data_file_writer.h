#pragma once

#include <memory>
#include <string>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/data/column_encoding.h"
#include "eigenlake/iceberg/spec/data_file.h"

namespace eigenlake::iceberg {

/// Writes rows of one partition of a table as one Parquet file with field ids, and measures what the manifest
/// says of it.
///
/// Row groups are streamed: memory is bounded by one row group, encoded. Several writers may be used by
/// several threads at once. A writer that is destroyed before `finish` leaves nothing.
class DataFileWriter {
 public:
  /// The file will be data/{partition path}/{file_name}.parquet. `file_name` must be new for the table; see
  /// `new_data_file_name`.
  /// Errors: kInvalidInput when the partition values do not fit the table's default spec.
  static Result<DataFileWriter> open(const Table& table, PartitionValues partition,
                                     const std::string& file_name, const ParquetWriteOptions& options = {});
  /// The same rows as a file outside of any table: `object` gets its bytes, `schema` gives its columns and
  /// their ids. The entry that finish() returns has no path.
  static DataFileWriter open_object(const Schema& schema, std::unique_ptr<ObjectWriter> object,
                                    const ParquetWriteOptions& options = {});
  DataFileWriter(DataFileWriter&&) noexcept;
  DataFileWriter& operator=(DataFileWriter&&) noexcept;
  ~DataFileWriter();

  /// Appends a batch whose columns are the table's, in order and type (arrow_schema_of). A string column may
  /// be dictionary-encoded, in all batches of the file or in none: its dictionary is written as it is,
  /// without hashing, when every batch of a row group brings the same dictionary; with another one the rest
  /// of the row group's column is written plain.
  ///
  /// Errors: kInvalidInput for another type or a null in a required column; kStore.
  Result<> write(const arrow::RecordBatch& batch);

  /// The next batch begins a row group, so that it can bring dictionaries of its own.
  void end_row_group();

  int64_t rows_written() const;
  /// Of the row groups that are complete.
  int64_t bytes_written() const;

  /// Closes the file, durable at its place, and returns its manifest entry. Call once.
  Result<DataFile> finish();

 private:
  struct State;
  explicit DataFileWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// A fresh name, "{uuid}" without extension.
std::string new_data_file_name();

}  // namespace eigenlake::iceberg
