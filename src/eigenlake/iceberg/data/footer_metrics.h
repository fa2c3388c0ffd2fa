#pragma once

#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/spec/data_file.h"

namespace eigenlake::iceberg {

/// Rows, counts and whole bounds by field id, from a Parquet footer. Errors: kStore.
Result<DataFile> read_footer_metrics(const Table& table, const StoredPlace& place, int64_t size_bytes);

}  // namespace eigenlake::iceberg
