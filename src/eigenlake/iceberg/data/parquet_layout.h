#pragma once

#include <vector>

#include "eigenlake/iceberg/data/file_rows.h"

namespace eigenlake::iceberg {

/// True for types that all Parquet readers read alike: booleans, numbers but decimals, dates, timestamps,
/// strings, binary, and lists of them.
bool has_plain_layout(const Type& type);

/// True if a Parquet file has these columns, or lacks them, exactly as the table format defines: unique field
/// ids, physical types and annotations, lists of three levels, common codecs and encodings, no nulls in
/// required columns, and the right number of rows. Then every reader finds the same values. False for an
/// unreadable file.
///
/// Requires: has_plain_layout of each column's type.
/// Cost:     the footer.
bool has_exact_layout(const FilePlace& place, const std::vector<NestedField>& columns);

}  // namespace eigenlake::iceberg
