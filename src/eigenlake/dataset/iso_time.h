#pragma once

#include <cstdint>
#include <string>

namespace eigenlake {

/// A time of SQL in ISO 8601: "2025-01-10 12:00:00.5+00" → "2025-01-10T12:00:00.5Z"; a time without zone gets
/// none, infinities stay.
std::string iso_8601(std::string sql_text);

/// The same from microseconds since 1970.
std::string iso_8601_of(int64_t micros_since_1970);

}  // namespace eigenlake
