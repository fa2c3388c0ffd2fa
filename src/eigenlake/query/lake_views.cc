// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/lake_views.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>

#include <fmt/format.h>

#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/query/direct_read.h"
#include "eigenlake/query/duckdb_types.h"
#include "eigenlake/query/lake_scan.h"
#include "eigenlake/query/scan_filters.h"
#include "eigenlake/query/sql_quote.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

using iceberg::NestedField;

/// With more references of one query to a table the whole table is planned.
constexpr size_t kFiltersMax = 8;

struct SqlColumn {
  int field_id = 0;
  std::string name;
  std::string type;
};

std::vector<SqlColumn> columns_of(const iceberg::Schema& schema) {
  std::vector<SqlColumn> columns;
  for (const NestedField& field : schema.fields)
    columns.push_back({field.id, field.name, sql_type_of(field.type)});
  return columns;
}

std::string empty_select(const std::vector<SqlColumn>& columns) {
  std::string sql = "SELECT ";
  for (const SqlColumn& column : columns)
    fmt::format_to(std::back_inserter(sql), "{}CAST(NULL AS {}) AS {}", &column == columns.data() ? "" : ", ",
                   column.type, quote_identifier(column.name));
  return sql + " LIMIT 0";
}

/// Brackets make asterisks and other pattern characters of a path literal.
std::string without_patterns(std::string_view path) {
  std::string literal;
  for (const char c : path) {
    if (c == '*' || c == '?' || c == '[')
      literal += {'[', c, ']'};
    else
      literal += c;
  }
  return literal;
}

std::string parquet_select(const std::vector<SqlColumn>& columns,
                           std::span<const iceberg::FileScanTask> tasks) {
  std::string sql = "SELECT * FROM read_parquet([";
  for (const auto& task : tasks) {
    if (&task != &tasks.front()) sql += ", ";
    sql += quote_literal(without_patterns(file_path_of(task.uri)));
  }
  sql += "], hive_partitioning = false, schema = MAP {";
  for (const SqlColumn& column : columns)
    fmt::format_to(std::back_inserter(sql), "{}{}: {{name: {}, type: {}, default_value: NULL}}",
                   &column == columns.data() ? "" : ", ", column.field_id, quote_literal(column.name),
                   quote_literal(column.type));
  return sql + "})";
}

std::string scan_select(const std::string& key) {
  return fmt::format("SELECT * FROM {}({})", kScanFunction, quote_literal(key));
}

/// One table of a session, from its first view to the one of a query.
class LakeView {
 public:
  LakeView(SqlSession& session, const TableSnapshot& snapshot) : session_(session), snapshot_(snapshot) {}

  /// A view of the right columns whose rows are planned when read.
  Result<> create_unplanned() {
    if (!snapshot_.table) {
      const TableDefinition* definition = find_table(snapshot_.name);
      if (definition == nullptr) return fail(ErrorKind::kNotFound, "unknown table '{}'", snapshot_.name);
      return create(empty_select(columns_of(create_table_options(*definition).schema)));
    }
    LakeScan scan{*snapshot_.table, snapshot_.snapshot_id, {}, {}};
    if (!snapshot_.snapshot_id) scan.tasks.emplace();
    session_.scans().set(snapshot_.name, std::move(scan));
    return create(scan_select(snapshot_.name));
  }

  /// A view of the files that may hold rows for any of the filters.
  Result<ScanSummary> create_planned(const ScanFilters& filters, const FindExcluded& find_excluded = {}) {
    ScanSummary summary{snapshot_.name, 0, 0};
    if (!snapshot_.table || !snapshot_.snapshot_id) return summary;
    EIGENLAKE_ASSIGN_OR_RETURN(auto tasks, plan(filters, find_excluded, summary));
    summary.files_read = std::ssize(tasks);
    EIGENLAKE_RETURN_IF_ERROR(create(select_of(std::move(tasks), filters)));
    return summary;
  }

 private:
  Result<> create(const std::string& select) {
    return session_.execute(fmt::format("CREATE OR REPLACE VIEW {}.{} AS {};", kDatabase,
                                        quote_identifier(snapshot_.name), select));
  }

  /// The union of the filters' files, each once.
  Result<std::vector<iceberg::FileScanTask>> plan(const ScanFilters& filters,
                                                  const FindExcluded& find_excluded,
                                                  ScanSummary& summary) const {
    std::vector<iceberg::FileScanTask> tasks;
    std::set<std::string> seen;
    for (const iceberg::Filter& filter : filters) {
      iceberg::ScanOptions options{.snapshot_id = snapshot_.snapshot_id, .filter = filter};
      if (find_excluded && !filter.empty())
        options.excluded_snapshots = find_excluded(*snapshot_.table, *snapshot_.snapshot_id, filter);
      EIGENLAKE_ASSIGN_OR_RETURN(auto plan, iceberg::plan_scan(*snapshot_.table, options));
      summary.files_total = plan.files_total;
      for (auto& task : plan.tasks)
        if (seen.insert(task.data_file.file_path).second) tasks.push_back(std::move(task));
    }
    return tasks;
  }

  std::string select_of(std::vector<iceberg::FileScanTask> tasks, const ScanFilters& filters) {
    const auto columns = columns_of(snapshot_.table->metadata().schema());
    if (tasks.empty()) return empty_select(columns);
    std::vector<iceberg::FileScanTask> direct;
    if (session_.reads_local_files()) direct = take_direct_reads(*snapshot_.table, tasks);
    session_.scans().set_direct(snapshot_.name, direct);
    if (tasks.empty()) return parquet_select(columns, direct);
    const std::string key = snapshot_.name + " (files)";
    const std::string own = scan_select(key);
    std::string sql = direct.empty() ? own : parquet_select(columns, direct) + " UNION ALL " + own;
    LakeScan scan{*snapshot_.table, snapshot_.snapshot_id, std::move(tasks), {}};
    if (filters.size() == 1) scan.filter = filters[0];
    session_.scans().set(key, std::move(scan));
    return sql;
  }

  SqlSession& session_;
  const TableSnapshot& snapshot_;
};

/// The single value of a statement of ours.
Result<std::string> single_text(SqlSession& session, const std::string& sql) {
  std::string text;
  EIGENLAKE_RETURN_IF_ERROR(session.query(sql, [&](SqlResult& result) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool has_rows, result.next_chunk());
    if (has_rows) result.append_value(0, 0, ValueStyle::kText, text);
    return {};
  }));
  return text;
}

/// DuckDB's optimized plan of a query, as JSON. Long IN lists stay conditions instead of becoming joins.
Result<std::string> optimized_plan(SqlSession& session, const std::string& sql) {
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string before,
                             single_text(session, "SELECT current_setting('disabled_optimizers')"));
  EIGENLAKE_RETURN_IF_ERROR(session.execute(fmt::format(
      "SET disabled_optimizers = {}", quote_literal(before.empty() ? "in_clause" : before + ",in_clause"))));
  auto plan =
      single_text(session, fmt::format("SELECT json_serialize_plan({}, skip_null := true, skip_empty := "
                                       "true, optimize := true)",
                                       quote_literal(sql)));
  EIGENLAKE_RETURN_IF_ERROR(
      session.execute(fmt::format("SET disabled_optimizers = {}", quote_literal(before))));
  return plan;
}

/// The conditions of a query by table; none without a plan.
std::optional<std::map<std::string, ScanFilters>> filters_of(SqlSession& session, const std::string& sql) {
  const auto plan = optimized_plan(session, sql);
  if (!plan) return std::nullopt;
  auto filters = filters_of_plan(*plan, [&](const std::string& key) -> const iceberg::Schema* {
    const auto scan = session.scans().find(key);
    return scan == nullptr ? nullptr : &scan->table.metadata().schema();
  });
  return filters ? std::optional(*std::move(filters)) : std::nullopt;
}

Result<> create_schema(SqlSession& session) {
  return session.execute(
      fmt::format("CREATE SCHEMA IF NOT EXISTS {0}; SET search_path = 'main,{0}';", kDatabase));
}

/// Requires the tables' views; it is bound when read.
Result<> create_runs_view(SqlSession& session, std::span<const TableSnapshot> tables) {
  const auto query = runs_query(tables);
  if (!query) return {};
  return session.execute(fmt::format("CREATE OR REPLACE VIEW {}.{} AS {};", kDatabase, kRunsView, *query));
}

bool mentions(const std::string& lower_sql, std::string_view word) {
  return lower_sql.find(word) != std::string::npos;
}

}  // namespace

Result<> create_views(SqlSession& session, std::span<const TableSnapshot> tables) {
  EIGENLAKE_RETURN_IF_ERROR(create_schema(session));
  for (const TableSnapshot& table : tables) {
    LakeView view(session, table);
    EIGENLAKE_RETURN_IF_ERROR(view.create_unplanned());
    auto planned = view.create_planned({iceberg::Filter{}});
    if (!planned) return fail_with_context(planned.error(), "while planning the scan of " + table.name);
  }
  return create_runs_view(session, tables);
}

Result<std::vector<ScanSummary>> create_views_for(SqlSession& session, std::span<const TableSnapshot> tables,
                                                  const std::string& sql, const FindExcluded& find_excluded) {
  EIGENLAKE_RETURN_IF_ERROR(create_schema(session));
  session.scans().forget_direct();
  for (const TableSnapshot& table : tables)
    EIGENLAKE_RETURN_IF_ERROR(LakeView(session, table).create_unplanned());
  EIGENLAKE_RETURN_IF_ERROR(create_runs_view(session, tables));
  auto by_table = filters_of(session, sql);
  std::vector<ScanSummary> summaries;
  for (const TableSnapshot& table : tables) {
    ScanFilters filters = {iceberg::Filter{}};
    if (by_table && !by_table->contains(table.name)) continue;
    if (by_table && by_table->at(table.name).size() <= kFiltersMax) filters = by_table->at(table.name);
    auto summary = LakeView(session, table).create_planned(filters, find_excluded);
    // A statement without a plan may not read the table at all; where it does, the scan reports the error.
    if (!summary && !by_table) continue;
    if (!summary) return fail_with_context(summary.error(), "while planning the scan of " + table.name);
    if (table.snapshot_id) summaries.push_back(*std::move(summary));
  }
  return summaries;
}

std::vector<std::string> mentioned_tables(std::string_view sql, std::span<const std::string> names) {
  std::string lower(sql);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  const bool asks_catalog = mentions(lower, "show") || mentions(lower, "information_schema") ||
                            mentions(lower, "duckdb_") || mentions(lower, "pragma") ||
                            mentions(lower, "sqlite_") || mentions(lower, "pg_");
  const bool asks_runs = mentions(lower, kRunsView);
  std::vector<std::string> mentioned;
  for (const std::string& name : names) {
    std::string lower_name(name);
    std::ranges::transform(lower_name, lower_name.begin(), [](unsigned char c) { return std::tolower(c); });
    const bool is_of_runs = asks_runs && std::ranges::find(kTablesOfRuns, name) != kTablesOfRuns.end();
    if (asks_catalog || is_of_runs || mentions(lower, lower_name)) mentioned.push_back(name);
  }
  return mentioned;
}

std::vector<std::string> mentioned_tables(std::string_view sql) {
  std::vector<std::string> names;
  for (const TableDefinition& table : all_tables()) names.push_back(table.name);
  return mentioned_tables(sql, names);
}

}  // namespace eigenlake
