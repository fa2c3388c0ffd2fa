#pragma once

#include <string>

#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/spec/data_file.h"

namespace eigenlake::iceberg {

/// What the footer of a Parquet file of the table says: rows, counts and bounds (whole) by field id.
/// Errors: kStore, also for a missing or damaged file. Cost: reads the end of the file.
Result<DataFile> read_footer_metrics(const Table& table, const StoredPlace& place, int64_t size_bytes);

}  // namespace eigenlake::iceberg
