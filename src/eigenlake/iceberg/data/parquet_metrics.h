#pragma once

#include <parquet/metadata.h>

#include "eigenlake/iceberg/data/column_encoding.h"
#include "eigenlake/iceberg/spec/data_file.h"
#include "eigenlake/iceberg/spec/schema.h"

namespace eigenlake::iceberg {

/// Adds a row group's sizes, value and null counts and whole bounds, by field id. Columns within lists and
/// maps get sizes and value counts only.
void add_row_group_metrics(const parquet::RowGroupMetaData& row_group, const Schema& schema, DataFile& file);

/// Shortens string bounds; an upper bound is rounded up, or dropped if that is impossible.
void truncate_bounds(const Schema& schema, const ParquetWriteOptions& options, DataFile& file);

/// The beginnings of row groups.
std::vector<int64_t> split_offsets_of(const parquet::FileMetaData& metadata);

}  // namespace eigenlake::iceberg
