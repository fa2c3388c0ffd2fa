#pragma once

#include <span>
#include <string>
#include <string_view>

namespace eigenlake {

/// What a user's SQL may name of DuckDB: everything else is refused. Names are in lower case.

/// Table functions that look at values, at the session or at DuckDB itself.
std::span<const std::string_view> readable_functions();
/// Table functions that read files which the query names.
std::span<const std::string_view> file_functions();
/// Pragmas that print something.
std::span<const std::string_view> readable_pragmas();
/// Settings that change how a query runs and what it prints, and nothing outside of it.
std::span<const std::string_view> changeable_settings();

/// Whether `name`, in letters of either case, is one of `names`.
bool is_one_of(std::string_view name, std::span<const std::string_view> names);

/// Whether FROM 'name' reads a file with one of file_functions(): its ending says so.
bool has_readable_ending(std::string_view file);

}  // namespace eigenlake
