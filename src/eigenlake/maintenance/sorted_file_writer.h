#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <arrow/type_fwd.h>

#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/maintenance/row_order.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {

/// Writes rows of one partition, in the order of sort_columns(), as files of some `rows_per_file` rows. A
/// file ends where the first sort column changes, so that no experiment lies in two of them.
class SortedFileWriter {
 public:
  SortedFileWriter(const iceberg::Table& table, const TableDefinition& definition,
                   iceberg::PartitionValues partition, int64_t rows_per_file);

  Result<> write(const std::shared_ptr<arrow::RecordBatch>& rows);
  /// Ends the last file. Call once, before take_files().
  Result<> finish();
  /// The files that were ended, also after an error.
  std::vector<iceberg::DataFile> take_files() { return std::move(files_); }

 private:
  Result<> append(const std::shared_ptr<arrow::RecordBatch>& rows);
  Result<int64_t> rows_of_this_file(const arrow::RecordBatch& rows) const;

  const iceberg::Table& table_;
  const TableDefinition& definition_;
  iceberg::PartitionValues partition_;
  int64_t rows_per_file_;
  std::optional<iceberg::DataFileWriter> writer_;
  std::shared_ptr<arrow::RecordBatch> last_row_;
  std::vector<iceberg::DataFile> files_;
};

}  // namespace eigenlake
