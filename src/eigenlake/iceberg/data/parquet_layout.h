#pragma once

#include <vector>

#include "eigenlake/iceberg/data/file_rows.h"

namespace eigenlake::iceberg {

/// True for a type whose values every reader of Parquet takes from a file in one and the same way, where the
/// file has it as the table format says: booleans, numbers but decimals, dates, timestamps, strings, binary,
/// and lists of them.
bool has_plain_layout(const Type& type);

/// True where a Parquet file has these columns, or lacks them, exactly as the table format says: field ids
/// once each, physical types and annotations, lists of three levels, codecs and encodings that every reader
/// knows, no nulls where a column is required, as many rows as the place says. Whoever reads it finds the
/// same values then, without a conversion. False also for a file that cannot be read.
///
/// Requires: has_plain_layout of each column's type.
/// Cost:     the footer.
bool has_exact_layout(const FilePlace& place, const std::vector<NestedField>& columns);

}  // namespace eigenlake::iceberg
