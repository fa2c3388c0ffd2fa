#pragma once

#include <memory>
#include <span>
#include <string>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/data/row_deletes.h"
#include "eigenlake/iceberg/scan/scan.h"

namespace eigenlake::iceberg {

/// Adds the row's place in its file as a last column, a long.
enum class RowPlaces { kLeftOut, kAdded };

/// The rows of a data file, batch by batch, with the table's present columns and without deleted rows.
///
/// Threads: one; several readers of one table may run side by side.
class DataFileReader {
 public:
  /// Reads top-level columns. Row groups that the filter excludes are skipped; other rows are not filtered.
  /// `deletes` may be shared by the readers of a scan.
  ///
  /// Requires: the table outlives the reader.
  /// Errors:   kInvalidInput for unknown columns; kStore for a missing or damaged file, with its URI;
  /// kUnsupported
  ///           for other formats, and for a file without field ids or name mapping.
  /// Cost:     memory for one row group's columns (Avro: one block) and the deletes.
  static Result<DataFileReader> open(const Table& table, const FileScanTask& task,
                                     std::span<const std::string> columns, const Filter& filter,
                                     std::shared_ptr<DeleteCache> deletes,
                                     RowPlaces places = RowPlaces::kLeftOut);
  DataFileReader(DataFileReader&&) noexcept;
  DataFileReader& operator=(DataFileReader&&) noexcept;
  ~DataFileReader();

  /// Null after the last batch; a batch may be empty.
  Result<std::shared_ptr<arrow::RecordBatch>> next();

 private:
  struct State;
  explicit DataFileReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// All rows of a file. Errors: as DataFileReader.
Result<std::shared_ptr<arrow::Table>> read_data_file(const Table& table, const FileScanTask& task,
                                                     std::span<const std::string> columns,
                                                     const Filter& filter = {});

}  // namespace eigenlake::iceberg
