#pragma once

#include <memory>
#include <span>
#include <string>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/data/row_deletes.h"
#include "eigenlake/iceberg/scan/scan.h"

namespace eigenlake::iceberg {

/// Whether the places of rows in their file come with them, as one more column at the end, a long.
enum class RowPlaces { kLeftOut, kAdded };

/// The rows of a data file as the table has them now, batch by batch: columns are matched by field id at any
/// depth, widened, and null or the partition's value where the file lacks them; deleted rows are left out.
///
/// Threads: one; several readers of one table may run side by side.
class DataFileReader {
 public:
  /// Reads the named top-level columns. Row groups that the filter excludes by their statistics are skipped;
  /// rows of the others all come. `deletes` may be shared by the readers of a scan.
  ///
  /// Requires: the table outlives the reader.
  /// Errors:   kInvalidInput for unknown columns; kStore for a missing or damaged file, its URI in the
  ///           context; kUnsupported for a format other than Parquet and Avro, and for a file that has
  ///           neither field ids nor a name mapping.
  /// Cost:     memory for one row group's columns (Avro: one block) and what its deletes take.
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

/// All rows of a file at once. Errors: as DataFileReader.
Result<std::shared_ptr<arrow::Table>> read_data_file(const Table& table, const FileScanTask& task,
                                                     std::span<const std::string> columns,
                                                     const Filter& filter = {});

}  // namespace eigenlake::iceberg
