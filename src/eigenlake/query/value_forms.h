#pragma once

#include <optional>
#include <string>

#include "eigenlake/query/sql_type.h"

namespace eigenlake {

enum class ValueStyle {
  kText,   ///< As DuckDB prints: NULL, [1.5, 2.0], 2025-01-10 12:00:00+00
  kShort,  ///< The same with as many significant digits of doubles as are asked for.
  kJson,   ///< A JSON value; numbers stay numbers, NaN and infinities are strings, and so are dates and the
           ///< like.
};

/// The type, as SQL says it, in which DuckDB gives a column so that ours can print it: dates, times,
/// intervals and all other types whose text DuckDB makes itself become VARCHAR, within lists and structs as
/// well. Nothing where the column is printed as it is.
std::optional<std::string> printed_type(const SqlType& type, ValueStyle style);

/// The type in which a column is written to Parquet: what Parquet lacks becomes VARCHAR, an array a list, and
/// an integer of 128 bits DECIMAL(38, 0).
std::string parquet_type(const SqlType& type);
/// Whether it has that type already.
bool is_parquet_type(const SqlType& type);

}  // namespace eigenlake
