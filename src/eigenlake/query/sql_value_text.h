// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "eigenlake/query/sql_type.h"

namespace eigenlake {

/// Significant digits that every double needs to read back to the same bits.
inline constexpr int kDigitsMax = 17;

/// Appends a boolean or a number of a vector. With fewer than kDigitsMax `digits` a real number is rounded to
/// them, else it has the shortest text that reads back.
///
/// Requires: the row is not NULL; `data` is the vector's data of type `type`, a number or a boolean.
void append_number(const SqlType& type, const void* data, uint64_t row, int digits, std::string& out);
/// "NaN", "Infinity" or "-Infinity", which are no JSON numbers; empty for all others.
std::string_view json_name_of(const SqlType& type, const void* data, uint64_t row);
/// A text of a vector. Requires: the row is not NULL.
std::string_view text_at(const void* data, uint64_t row);

/// Shortest text that reads back to the same bits, always recognisable as a real number: 1.0, 0.1, 1e-10.
void append_double(double value, std::string& out);
/// 2025-01-10. These are for times of our own; DuckDB prints those of a query.
void append_date(int32_t days_since_1970, std::string& out);
/// 12:30:00 or 12:30:00.123456
void append_time_of_day(int64_t micros, std::string& out);
/// 2025-01-10 12:30:00.123456
void append_timestamp(int64_t micros_since_1970, std::string& out);

/// 2025-01-10 12:30:00.123456+00
std::string time_text(int64_t micros_since_1970);

/// A CSV field: quoted where RFC 4180 requires it, and where it is empty, unlike NULL.
void append_csv_field(std::string_view text, std::string& out);

}  // namespace eigenlake
