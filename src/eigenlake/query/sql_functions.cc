#include "eigenlake/query/sql_functions.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace eigenlake {
namespace {

using Name = std::string_view;

constexpr std::array kReadableFunctions = {Name("duckdb_columns"),
                                           Name("duckdb_constraints"),
                                           Name("duckdb_coordinate_systems"),
                                           Name("duckdb_databases"),
                                           Name("duckdb_dependencies"),
                                           Name("duckdb_extensions"),
                                           Name("duckdb_functions"),
                                           Name("duckdb_indexes"),
                                           Name("duckdb_keywords"),
                                           Name("duckdb_memory"),
                                           Name("duckdb_optimizers"),
                                           Name("duckdb_prepared_statements"),
                                           Name("duckdb_schemas"),
                                           Name("duckdb_sequences"),
                                           Name("duckdb_settings"),
                                           Name("duckdb_tables"),
                                           Name("duckdb_temporary_files"),
                                           Name("duckdb_types"),
                                           Name("duckdb_variables"),
                                           Name("duckdb_views"),
                                           Name("generate_series"),
                                           Name("icu_calendar_names"),
                                           Name("json_each"),
                                           Name("json_tree"),
                                           Name("pg_timezone_names"),
                                           Name("pragma_collations"),
                                           Name("pragma_database_size"),
                                           Name("pragma_platform"),
                                           Name("pragma_show"),
                                           Name("pragma_storage_info"),
                                           Name("pragma_table_info"),
                                           Name("pragma_user_agent"),
                                           Name("pragma_version"),
                                           Name("range"),
                                           Name("repeat"),
                                           Name("repeat_row"),
                                           Name("test_all_types"),
                                           Name("test_vector_types"),
                                           Name("unnest")};

constexpr std::array kFileFunctions = {Name("parquet_scan"),
                                       Name("read_csv"),
                                       Name("read_csv_auto"),
                                       Name("read_json"),
                                       Name("read_json_auto"),
                                       Name("read_json_objects"),
                                       Name("read_json_objects_auto"),
                                       Name("read_ndjson"),
                                       Name("read_ndjson_auto"),
                                       Name("read_ndjson_objects"),
                                       Name("read_parquet")};

constexpr std::array kReadablePragmas = {
    Name("collations"),   Name("database_list"),  Name("database_size"), Name("functions"),
    Name("platform"),     Name("show_databases"), Name("show_tables"),   Name("show_tables_expanded"),
    Name("storage_info"), Name("table_info"),     Name("user_agent"),    Name("version")};

constexpr std::array kChangeableSettings = {Name("calendar"),
                                            Name("default_collation"),
                                            Name("default_null_order"),
                                            Name("default_order"),
                                            Name("disabled_optimizers"),
                                            Name("explain_output"),
                                            Name("ieee_floating_point_ops"),
                                            Name("integer_division"),
                                            Name("max_memory"),
                                            Name("memory_limit"),
                                            Name("null_order"),
                                            Name("order_by_non_integer_literal"),
                                            Name("pivot_limit"),
                                            Name("preserve_insertion_order"),
                                            Name("scalar_subquery_error_on_multiple_rows"),
                                            Name("schema"),
                                            Name("search_path"),
                                            Name("threads"),
                                            Name("timezone"),
                                            Name("worker_threads")};

/// Of files that DuckDB recognizes by name.
constexpr std::array kReadableEndings = {Name("csv"),   Name("tsv"),    Name("parquet"), Name("json"),
                                         Name("jsonl"), Name("ndjson"), Name("geojson")};
constexpr std::array kCompressions = {Name(".gz"), Name(".zst")};

std::string lower_case(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](unsigned char c) { return std::tolower(c); });
  return result;
}

}  // namespace

std::span<const std::string_view> readable_functions() {
  return kReadableFunctions;
}
std::span<const std::string_view> file_functions() {
  return kFileFunctions;
}
std::span<const std::string_view> readable_pragmas() {
  return kReadablePragmas;
}
std::span<const std::string_view> changeable_settings() {
  return kChangeableSettings;
}

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::binary_search(names, std::string_view(lower_case(name)));
}

bool has_readable_ending(std::string_view file) {
  std::string name = lower_case(file);
  for (const std::string_view compression : kCompressions)
    if (name.ends_with(compression)) name.resize(name.size() - compression.size());
  const size_t point = name.rfind('.');
  return point != std::string::npos &&
         std::ranges::find(kReadableEndings, std::string_view(name).substr(point + 1)) !=
             kReadableEndings.end();
}

}  // namespace eigenlake
