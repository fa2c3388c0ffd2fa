#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/session/table_lookup.h"
#include "eigenlake/session/table_statistics.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {
namespace {

using Json = nlohmann::ordered_json;

/// The columns as the lake has them, or as they will be where it does not have the table yet. One of the two
/// is there.
Json columns_of(const iceberg::Table* table, const TableDefinition* definition) {
  Json columns = Json::array();
  if (table == nullptr) {
    for (const ColumnDefinition& column : definition->columns)
      columns.push_back({{"name", column.name},
                         {"type", name_of(column.type)},
                         {"required", column.required},
                         {"doc", column.meaning}});
    return columns;
  }
  for (const iceberg::NestedField& field : table->metadata().schema().fields)
    columns.push_back({{"id", field.id},
                       {"name", field.name},
                       {"type", field.type.to_string()},
                       {"required", field.required},
                       {"doc", field.doc}});
  return columns;
}

Json partition_of(const iceberg::Table* table, const TableDefinition* definition) {
  if (table == nullptr) return definition->partition;
  Json names = Json::array();
  for (const auto& field : table->metadata().partition_spec().fields) names.push_back(field.name);
  return names;
}

/// Names of the columns that tell rows apart: ours by definition, another engine's by its metadata.
Json key_of(const iceberg::Table* table, const TableDefinition* definition) {
  if (definition != nullptr) return definition->key;
  Json names = Json::array();
  const iceberg::Schema& schema = table->metadata().schema();
  for (const int id : schema.identifier_field_ids) names.push_back(schema.name_of(id));
  return names;
}

std::string joined(const Json& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name.get<std::string>();
  return text.empty() ? "none" : text;
}

void print_description(const Invocation& invocation, const Json& description) {
  std::ostream& out = invocation.process.out;
  const auto meaning = description["description"].get<std::string>();
  const auto row = description["row_per"].get<std::string>();
  out << fmt::format("{}: {}\n", description["table"].get<std::string>(),
                     meaning.empty() ? "a table of another engine" : meaning);
  out << (row == "row" ? "" : fmt::format("one row per {}; ", row));
  out << fmt::format("key {}; partitions {}\n", joined(description["key"]), joined(description["partition"]));
  out << fmt::format("{} rows in {} files of {} bytes\n", description["rows"].dump(),
                     description["files"].dump(), description["bytes"].dump());
  if (description.contains("location")) out << description["location"].get<std::string>() << '\n';
  out << '\n';
  TextTable table({{"column"}, {"type"}, {"null"}, {"meaning"}});
  for (const Json& column : description["columns"])
    table.add_row({column["name"].get<std::string>(), column["type"].get<std::string>(),
                   column["required"].get<bool>() ? "" : "optional", column["doc"].get<std::string>()});
  table.print(out, invocation.process.terminal_width);
}

Result<ExitCode> run_describe(Invocation& invocation) {
  const auto lake = open_lake(invocation, LakeAccess::kRead);
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string name, known_table(invocation.operands[0], lake));
  if (!lake) return std::unexpected(lake.error());
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, load_visible_table(*lake, name));
  EIGENLAKE_ASSIGN_OR_RETURN(const TableStatistics statistics, statistics_of(visible, name));
  const TableDefinition* definition = find_table(name);
  const iceberg::Table* table = visible.tables.find(name);
  const std::string comment = table == nullptr ? "" : std::string(table->metadata().property("comment", ""));
  Json description = {{"table", name},
                      {"description", definition == nullptr ? comment : definition->description},
                      {"row_per", definition == nullptr ? "row" : definition->row_per},
                      {"key", key_of(table, definition)},
                      {"partition", partition_of(table, definition)},
                      {"rows", statistics.rows},
                      {"files", statistics.files},
                      {"bytes", statistics.bytes}};
  if (table != nullptr) {
    description["location"] = table->location();
    description["properties"] = table->metadata().properties;
  }
  description["columns"] = columns_of(table, definition);
  if (invocation.json()) {
    invocation.process.out << description.dump() << '\n';
  } else {
    print_description(invocation, description);
  }
  return ExitCode::kOk;
}

}  // namespace

Command describe_command() {
  return {.name = "describe",
          .summary = "One table: columns, key, partitions",
          .description =
              "Prints what a row of the table is, its columns with types and meanings, its key and partition "
              "columns, its size and where it lies. The table may be one that another engine keeps in the "
              "lake.",
          .operands = "TABLE",
          .min_operands = 1,
          .max_operands = 1,
          .only_reads = true,
          .run = run_describe};
}

}  // namespace eigenlake
