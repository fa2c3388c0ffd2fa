// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "eigenlake/base/error.h"
#include "eigenlake/query/sql_result.h"

namespace eigenlake {

/// A result as one Parquet file, by Arrow's writer: zstd, the types of parquet_type(). Columns of equal names
/// get numbers: a, a_1.
///
/// Errors: of the query; kUnsupported for a type that Arrow lacks; kStore where `out` fails.
/// Cost:   memory of one row group, 122,880 rows.
Result<> write_parquet(SqlResult& result, std::ostream& out);

}  // namespace eigenlake
