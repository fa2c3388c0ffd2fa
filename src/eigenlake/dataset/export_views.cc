// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/dataset/export_views.h"

#include <algorithm>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/query/sql_quote.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// Bare names are looked up in the schema main first.
constexpr std::string_view kSelection = "main.selected_experiments";
constexpr std::string_view kTablesAboutFiles[] = {"source_objects", "failed_runs"};

/// A column with local paths and the SQL that leaves them out.
struct PathColumn {
  std::string_view table;
  std::string_view column;
  std::string sql;
};

/// The file names of the paths in a text: quoted ones, which may have spaces, and others that begin a word.
std::string names_of_paths(std::string_view text) {
  const std::string quoted_paths =
      fmt::format("regexp_replace({}, {}, {}, 'g')", text,
                  quote_literal("'(file:(//)?)?/([^']*/)?([^'/]+)/?'"), quote_literal("'\\4'"));
  return fmt::format("regexp_replace({}, {}, {}, 'g')", quoted_paths,
                     quote_literal("(^|[\\s\"(=\\[,])(file:(//)?)?/([^/\\s'\":,]+/)*([^/\\s'\":,]+)"),
                     quote_literal("\\1\\5"));
}

std::string name_of_object(const std::string& raw_location) {
  std::string sql = "CASE ";
  if (raw_location.starts_with("file:"))
    sql += fmt::format("WHEN starts_with(object_uri, {0}) THEN substr(object_uri, length({0}) + 1) ",
                       quote_literal(raw_location));
  return sql +
         "WHEN starts_with(object_uri, 'file:') OR starts_with(object_uri, '/') THEN "
         "left(md5(regexp_replace(object_uri, '[^/]*$', '')), 8) || '/' || regexp_extract(object_uri, "
         "'[^/]*$') "
         "ELSE object_uri END";
}

std::vector<PathColumn> path_columns(const std::string& raw_location) {
  return {
      {"source_objects", "object_uri", name_of_object(raw_location)},
      {"source_objects", "error",
       names_of_paths("replace(replace(error, regexp_extract(object_uri, '^(file:.*/)?', 1), ''), "
                      "regexp_extract(object_uri, '^(file:(//)?)?(/.*/)?', 3), '')")},
      {"failed_runs", "input", "regexp_replace(input, '^.*/', '')"},
      {"failed_runs", "reason", names_of_paths("replace(reason, regexp_extract(input, '^(.*/)?', 1), '')")},
      {kAuditTable, "source_data_info", names_of_paths("source_data_info")}};
}

/// The names of a table's columns.
Result<std::set<std::string>> columns_of(SqlSession& session, const std::string& table) {
  std::set<std::string> names;
  const std::string sql =
      fmt::format("SELECT column_name FROM duckdb_columns() WHERE schema_name = '{}' AND table_name = {}",
                  kDatabase, quote_literal(table));
  EIGENLAKE_RETURN_IF_ERROR(session.query(sql, [&](SqlResult& result) -> Result<> {
    while (true) {
      EIGENLAKE_ASSIGN_OR_RETURN(const bool more, result.next_chunk());
      for (size_t row = 0; row < result.num_rows(); ++row) {
        std::string name;
        result.append_value(0, row, ValueStyle::kText, name);
        names.insert(std::move(name));
      }
      if (!more) return {};
    }
  }));
  return names;
}

/// The condition on the rows of a table of a selection.
Result<std::string> condition_on(const std::string& table, const std::set<std::string>& columns) {
  if (columns.contains("experiment_id")) return fmt::format("experiment_id IN (FROM {})", kSelection);
  if (table == kAuditTable)
    return fmt::format(
        "processing_batch_id IN (SELECT processing_batch_id FROM {}.vqe_results WHERE experiment_id IN "
        "(FROM {}))",
        kDatabase, kSelection);
  return fail(ErrorKind::kUsage, "table {} has no column experiment_id, so no condition selects its rows",
              table);
}

/// The columns that change, as REPLACE names them; empty without any.
std::string replaced_columns(const std::string& table, const std::set<std::string>& columns,
                             const ExportViewOptions& options) {
  std::vector<std::string> replaced;
  if (!options.with_paths)
    for (const PathColumn& path : path_columns(options.raw_location))
      if (path.table == table && columns.contains(std::string(path.column)))
        replaced.push_back(fmt::format("{} AS {}", path.sql, path.column));
  return replaced.empty() ? "" : fmt::format(" REPLACE ({})", fmt::join(replaced, ", "));
}

Result<> create_export_view(SqlSession& session, const std::string& table, const ExportViewOptions& options) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto columns, columns_of(session, table));
  const std::string replaced = replaced_columns(table, columns, options);
  std::string where;
  if (options.only_selected) {
    EIGENLAKE_ASSIGN_OR_RETURN(where, condition_on(table, columns));
    where = " WHERE " + where;
  }
  if (replaced.empty() && where.empty()) return {};
  return session.execute(fmt::format("CREATE OR REPLACE VIEW main.{0} AS SELECT *{1} FROM {2}.{0}{3};",
                                     quote_identifier(table), replaced, kDatabase, where));
}

}  // namespace

Result<> select_experiments(SqlSession& session, std::span<const std::string> ids) {
  std::string list;
  for (const std::string& id : ids) list += (list.empty() ? "" : ", ") + quote_literal(id);
  return session.execute(
      fmt::format("CREATE OR REPLACE TABLE {} AS SELECT unnest(CAST([{}] AS VARCHAR[])) AS experiment_id;",
                  kSelection, list));
}

Result<> create_export_views(SqlSession& session, std::span<const std::string> tables,
                             const ExportViewOptions& options) {
  for (const std::string& table : tables)
    EIGENLAKE_RETURN_IF_ERROR(create_export_view(session, table, options));
  return {};
}

bool holds_paths(std::string_view table) {
  return std::ranges::any_of(path_columns(""), [&](const PathColumn& path) { return path.table == table; });
}

bool is_about_files(std::string_view table) {
  return std::ranges::find(kTablesAboutFiles, table) != std::end(kTablesAboutFiles);
}

}  // namespace eigenlake
