#pragma once

#include <cstdint>
#include <string>

#include "eigenlake/query/sql_type.h"

namespace eigenlake {

/// Appends row `row` of a vector of a scalar type, without quotes. With `json_number`, infinities and NaN,
/// which JSON cannot say, become null.
///
/// Requires: the row is not NULL; `data` is the vector's data of type `type`.
void append_scalar_text(const SqlType& type, const void* data, uint64_t row, bool json_number,
                        std::string& out);

/// Shortest text that reads back to the same bits, always recognisable as a real number: 1.0, 0.1, 1e-10.
void append_double(double value, std::string& out);
/// 2025-01-10
void append_date(int32_t days_since_1970, std::string& out);
/// 12:30:00 or 12:30:00.123456
void append_time_of_day(int64_t micros, std::string& out);
/// 2025-01-10 12:30:00.123456
void append_timestamp(int64_t micros_since_1970, std::string& out);

/// 2025-01-10 12:30:00.123456+00
std::string time_text(int64_t micros_since_1970);

/// A field of a line of CSV: quoted where RFC 4180 asks for it, and where it is empty, to tell it from NULL.
void append_csv_field(std::string_view text, std::string& out);

}  // namespace eigenlake
