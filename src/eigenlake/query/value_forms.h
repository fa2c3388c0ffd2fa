// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "eigenlake/query/sql_type.h"

namespace eigenlake {

enum class ValueStyle {
  kText,   ///< As DuckDB prints: NULL, [1.5, 2.0], 2025-01-10 12:00:00+00
  kShort,  ///< The same with the requested significant digits of doubles.
  kJson,   ///< A JSON value; numbers stay numbers, NaN and infinities are strings, and so are dates and the
           ///< like.
};

/// The SQL type to which DuckDB casts a column for printing: dates, times, intervals and all other types that
/// DuckDB prints itself become VARCHAR, also within lists and structs. None where no cast is needed.
std::optional<std::string> printed_type(const SqlType& type, ValueStyle style);

/// The type of a column in Parquet: an unsupported type becomes VARCHAR, an array a list, and a 128-bit
/// integer DECIMAL(38, 0).
std::string parquet_type(const SqlType& type);
/// Whether it has that type already.
bool is_parquet_type(const SqlType& type);

}  // namespace eigenlake
