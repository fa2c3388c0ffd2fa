// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/base/counted.h"
#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/json/json.h"
#include "eigenlake/session/table_description.h"
#include "eigenlake/session/table_lookup.h"

namespace eigenlake {
namespace {

Json to_json(const ColumnDescription& column) {
  Json json = Json::object();
  if (column.id) json["id"] = *column.id;
  json["name"] = column.name;
  json["type"] = column.type;
  json["required"] = column.required;
  json["doc"] = column.meaning;
  return json;
}

Json to_json(const TableDescription& table) {
  Json json = {{"table", table.name},
               {"description", table.meaning},
               {"row_per", table.row_per},
               {"key", table.key},
               {"partition", table.partition},
               {"rows", table.statistics.rows},
               {"files", table.statistics.files},
               {"bytes", table.statistics.bytes}};
  if (table.location) {
    json["location"] = *table.location;
    json["properties"] = table.properties;
  }
  json["columns"] = Json::array();
  for (const ColumnDescription& column : table.columns) json["columns"].push_back(to_json(column));
  return json;
}

std::string joined(const std::vector<std::string>& names) {
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

void print_description(const Invocation& invocation, const TableDescription& table) {
  std::ostream& out = invocation.process.out;
  const auto print_line = [&](const std::string& text) {
    out << wrapped_text(text, 0, static_cast<size_t>(invocation.process.terminal_width)) << '\n';
  };
  print_line(
      fmt::format("{}: {}", table.name, table.meaning.empty() ? "a table of another engine" : table.meaning));
  print_line(fmt::format("{}key {}; partitions {}",
                         table.row_per == "row" ? "" : fmt::format("one row per {}; ", table.row_per),
                         joined(table.key), joined(table.partition)));
  print_line(fmt::format("{} in {} of {}", counted(table.statistics.rows, "row"),
                         counted(table.statistics.files, "file"), counted(table.statistics.bytes, "byte")));
  if (table.location) out << *table.location << '\n';
  out << '\n';
  TextTable text({{"column"}, {"type"}, {"null"}, {"meaning"}});
  for (const ColumnDescription& column : table.columns)
    text.add_row({column.name, column.type, column.required ? "" : "optional", column.meaning});
  text.print(out, invocation.out_style());
}

Result<ExitCode> run_describe(Invocation& invocation) {
  const auto lake = open_lake(invocation, LakeAccess::kRead);
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string name, known_table(invocation.operands[0], lake));
  if (!lake) return std::unexpected(lake.error());
  EIGENLAKE_ASSIGN_OR_RETURN(const TableDescription table, describe_table(*lake, name));
  if (invocation.json())
    invocation.print(to_json(table));
  else
    print_description(invocation, table);
  return ExitCode::kOk;
}

}  // namespace

Command describe_command() {
  return {.name = "describe",
          .purpose = Purpose::kLook,
          .summary = "Describe a table: columns, key, partitions",
          .description =
              "Prints what a row of the table is, its columns with types and meanings, its key and partition "
              "columns, size and location. Tables of other engines in the lake work as well.",
          .example = "eigenlake describe vqe_results",
          .operands = {"TABLE", 1, 1},
          .only_reads = true,
          .run = run_describe};
}

}  // namespace eigenlake
