#pragma once

#include "eigenlake/iceberg/scan/scan.h"

namespace eigenlake {

/// True where DuckDB, given the table's columns by field id, reads the file's rows exactly: a local Parquet
/// file without deletes, with ids of its own, whose nested columns never changed and whose partition columns
/// it holds. Judged by the table's metadata alone, and false when in doubt.
bool duckdb_reads_exactly(const iceberg::Table& table, const iceberg::FileScanTask& task);

}  // namespace eigenlake
