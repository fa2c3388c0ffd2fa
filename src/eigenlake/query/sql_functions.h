// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace eigenlake {

constexpr auto name_list(auto... names) {
  return std::array{std::string_view(names)...};
}

/// What a user's SQL may use of DuckDB: everything else is rejected. Names are in lower case, ordered.

/// Table functions about values, the session or DuckDB itself.
inline constexpr auto kReadableFunctions = name_list(
    "duckdb_columns", "duckdb_constraints", "duckdb_coordinate_systems", "duckdb_databases",
    "duckdb_dependencies", "duckdb_extensions", "duckdb_functions", "duckdb_indexes", "duckdb_keywords",
    "duckdb_memory", "duckdb_optimizers", "duckdb_prepared_statements", "duckdb_schemas", "duckdb_sequences",
    "duckdb_settings", "duckdb_tables", "duckdb_temporary_files", "duckdb_types", "duckdb_variables",
    "duckdb_views", "generate_series", "icu_calendar_names", "json_each", "json_tree", "pg_timezone_names",
    "pragma_collations", "pragma_database_size", "pragma_platform", "pragma_show", "pragma_storage_info",
    "pragma_table_info", "pragma_user_agent", "pragma_version", "range", "repeat", "repeat_row",
    "test_all_types", "test_vector_types", "unnest");

/// Table functions that read files named in the query.
inline constexpr auto kFileFunctions = name_list(
    "parquet_scan", "read_csv", "read_csv_auto", "read_json", "read_json_auto", "read_json_objects",
    "read_json_objects_auto", "read_ndjson", "read_ndjson_auto", "read_ndjson_objects", "read_parquet");

/// Pragmas that print something.
inline constexpr auto kReadablePragmas =
    name_list("collations", "database_list", "database_size", "functions", "platform", "show_databases",
              "show_tables", "show_tables_expanded", "storage_info", "table_info", "user_agent", "version");

/// Settings that change only how a query runs and what it prints.
inline constexpr auto kChangeableSettings =
    name_list("calendar", "default_collation", "default_null_order", "default_order", "disabled_optimizers",
              "explain_output", "ieee_floating_point_ops", "integer_division", "max_memory", "memory_limit",
              "null_order", "order_by_non_integer_literal", "pivot_limit", "preserve_insertion_order",
              "scalar_subquery_error_on_multiple_rows", "schema", "search_path", "threads", "timezone",
              "worker_threads");

/// Whether `name`, in letters of either case, is one of `names`.
bool is_one_of(std::string_view name, std::span<const std::string_view> names);

/// Whether FROM 'name' reads a file with one of kFileFunctions, by its ending.
bool has_readable_ending(std::string_view file);

}  // namespace eigenlake
