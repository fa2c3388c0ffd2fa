#pragma once

#include <span>
#include <string>
#include <string_view>

namespace eigenlake {

/// What a user's SQL may use of DuckDB: everything else is rejected. Names are in lower case.

/// Table functions about values, the session or DuckDB itself.
std::span<const std::string_view> readable_functions();
/// Table functions that read files named in the query.
std::span<const std::string_view> file_functions();
/// Pragmas that print something.
std::span<const std::string_view> readable_pragmas();
/// Settings that change only how a query runs and what it prints.
std::span<const std::string_view> changeable_settings();

/// Whether `name`, in letters of either case, is one of `names`.
bool is_one_of(std::string_view name, std::span<const std::string_view> names);

/// Whether FROM 'name' reads a file with one of file_functions(), by its ending.
bool has_readable_ending(std::string_view file);

}  // namespace eigenlake
