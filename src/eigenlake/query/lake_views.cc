#include "eigenlake/query/lake_views.h"

#include <algorithm>
#include <cctype>
#include <iterator>

#include <fmt/format.h>

#include "eigenlake/iceberg/scan.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

using iceberg::NestedField;
using iceberg::Type;
using iceberg::TypeKind;

std::string sql_type_of(ColumnType type) {
  switch (type) {
    case ColumnType::kString:
      return "VARCHAR";
    case ColumnType::kInt:
      return "INTEGER";
    case ColumnType::kLong:
      return "BIGINT";
    case ColumnType::kDouble:
      return "DOUBLE";
    case ColumnType::kBoolean:
      return "BOOLEAN";
    case ColumnType::kDate:
      return "DATE";
    case ColumnType::kTimestamptz:
      return "TIMESTAMPTZ";
    case ColumnType::kStringList:
      return "VARCHAR[]";
    case ColumnType::kLongList:
      return "BIGINT[]";
    case ColumnType::kDoubleList:
      return "DOUBLE[]";
    case ColumnType::kDoubleListList:
      return "DOUBLE[][]";
  }
  return "VARCHAR";
}

struct SqlColumn {
  int field_id = 0;
  std::string name;
  std::string type;
};

Result<std::vector<SqlColumn>> columns_of(const iceberg::Schema& schema) {
  std::vector<SqlColumn> columns;
  for (const NestedField& field : schema.fields) {
    auto type = eigenlake::sql_type_of(field.type);
    if (!type) return fail_with_context(type.error(), "in column " + field.name);
    columns.push_back({field.id, field.name, std::move(*type)});
  }
  return columns;
}

std::vector<SqlColumn> columns_of(const TableDefinition& definition) {
  std::vector<SqlColumn> columns;
  for (const ColumnDefinition& column : definition.columns)
    columns.push_back({0, column.name, sql_type_of(column.type)});
  return columns;
}

std::string empty_select(const std::vector<SqlColumn>& columns) {
  std::string sql = "SELECT ";
  for (const SqlColumn& column : columns)
    fmt::format_to(std::back_inserter(sql), "{}CAST(NULL AS {}) AS {}", &column == columns.data() ? "" : ", ",
                   column.type, quote_identifier(column.name));
  return sql + " LIMIT 0";
}

std::string file_path_of(std::string_view uri) {
  constexpr std::string_view kScheme = "file://";
  return std::string(uri.starts_with(kScheme) ? uri.substr(kScheme.size()) : uri);
}

/// Asterisks and the like in a path would be taken for patterns; brackets make each of them literal.
std::string without_patterns(std::string_view path) {
  std::string literal;
  for (const char c : path) {
    if (c == '*' || c == '?' || c == '[') {
      literal += {'[', c, ']'};
    } else {
      literal += c;
    }
  }
  return literal;
}

std::string parquet_select(const std::vector<SqlColumn>& columns,
                           const std::vector<iceberg::FileScanTask>& tasks) {
  std::string sql = "SELECT * FROM read_parquet([";
  for (const auto& task : tasks) {
    if (&task != tasks.data()) sql += ", ";
    sql += quote_literal(without_patterns(file_path_of(task.uri)));
  }
  sql += "], hive_partitioning = false, schema = MAP {";
  for (const SqlColumn& column : columns)
    fmt::format_to(std::back_inserter(sql), "{}{}: {{name: {}, type: {}, default_value: NULL}}",
                   &column == columns.data() ? "" : ", ", column.field_id, quote_literal(column.name),
                   quote_literal(column.type));
  return sql + "})";
}

Result<std::string> select_of(const TableSnapshot& snapshot) {
  if (!snapshot.table) {
    const TableDefinition* definition = find_table(snapshot.name);
    if (definition == nullptr)
      return fail(ErrorKind::kNotFound, "expected a table of the lake, found '{}'", snapshot.name);
    return empty_select(columns_of(*definition));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const auto columns, columns_of(snapshot.table->metadata().schema()));
  if (!snapshot.snapshot_id) return empty_select(columns);
  EIGENLAKE_ASSIGN_OR_RETURN(
      const auto tasks,
      iceberg::plan_files(*snapshot.table, {.snapshot_id = snapshot.snapshot_id, .filter = {}}));
  return tasks.empty() ? empty_select(columns) : parquet_select(columns, tasks);
}

bool contains_word(const std::string& lower_sql, std::string_view word) {
  return lower_sql.find(word) != std::string::npos;
}

}  // namespace

Result<std::string> sql_type_of(const Type& type) {
  switch (type.kind) {
    case TypeKind::kBoolean:
      return "BOOLEAN";
    case TypeKind::kInt:
      return "INTEGER";
    case TypeKind::kLong:
      return "BIGINT";
    case TypeKind::kFloat:
      return "FLOAT";
    case TypeKind::kDouble:
      return "DOUBLE";
    case TypeKind::kDecimal:
      return fmt::format("DECIMAL({},{})", type.precision, type.scale);
    case TypeKind::kDate:
      return "DATE";
    case TypeKind::kTime:
      return "TIME";
    case TypeKind::kTimestamp:
      return "TIMESTAMP";
    case TypeKind::kTimestamptz:
      return "TIMESTAMPTZ";
    case TypeKind::kString:
      return "VARCHAR";
    case TypeKind::kUuid:
      return "UUID";
    case TypeKind::kFixed:
    case TypeKind::kBinary:
      return "BLOB";
    case TypeKind::kList: {
      EIGENLAKE_ASSIGN_OR_RETURN(const std::string element, sql_type_of(type.fields.at(0).type));
      return element + "[]";
    }
    case TypeKind::kStruct:
    case TypeKind::kMap:
      break;
  }
  return fail(ErrorKind::kUnsupported, "expected a primitive type or a list, found {}", type.to_string());
}

Result<> create_views(SqlSession& session, std::span<const TableSnapshot> tables) {
  std::string sql = fmt::format("CREATE SCHEMA IF NOT EXISTS {0}; SET search_path = 'main,{0}';", kDatabase);
  for (const TableSnapshot& table : tables) {
    auto select = select_of(table);
    if (!select) return fail_with_context(select.error(), "while planning the scan of " + table.name);
    fmt::format_to(std::back_inserter(sql), "CREATE OR REPLACE VIEW {}.{} AS {};", kDatabase,
                   quote_identifier(table.name), *select);
  }
  return session.execute(sql);
}

std::vector<std::string> mentioned_tables(std::string_view sql) {
  std::string lower(sql);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  const bool asks_catalog = contains_word(lower, "show") || contains_word(lower, "information_schema") ||
                            contains_word(lower, "duckdb_") || contains_word(lower, "pragma") ||
                            contains_word(lower, "sqlite_") || contains_word(lower, "pg_");
  std::vector<std::string> names;
  for (const TableDefinition& table : all_tables())
    if (asks_catalog || contains_word(lower, table.name)) names.push_back(table.name);
  return names;
}

}  // namespace eigenlake
