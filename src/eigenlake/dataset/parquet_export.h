// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/dataset/export_files.h"
#include "eigenlake/iceberg/data/column_encoding.h"
#include "eigenlake/iceberg/spec/schema.h"
#include "eigenlake/query/sql_session.h"

namespace eigenlake {

struct ParquetExportOptions {
  iceberg::ParquetWriteOptions write;
  /// Columns that become folders "{column}={value}", outermost first, instead of columns of the files.
  std::vector<std::string> partition_columns;
  /// A new file begins at this size.
  int64_t file_bytes_max = 0;
};

/// Writes the rows of a table as {table}/part-00000.parquet and so on, or {table}/{folders}/part-….parquet:
/// zstd, field ids and required columns as in the table. A table without rows is one file without rows and
/// without folders.
///
/// Errors: of query_table_rows; kUnsupported for a column that Parquet or a folder's name cannot hold;
///         kStore; kInterrupted.
/// Cost:   memory of one row group of some partitions.
Result<> export_parquet(SqlSession& session, ExportFiles& files, const std::string& table,
                        const iceberg::Schema& schema, const ParquetExportOptions& options);

/// "{column}={value}" of Hive: every byte but letters, digits and "-_." as %XX. No value is a null.
std::string hive_folder(std::string_view column, const std::optional<std::string>& value);

}  // namespace eigenlake
