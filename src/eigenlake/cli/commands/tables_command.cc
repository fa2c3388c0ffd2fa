#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/query/sql_names.h"
#include "eigenlake/session/table_lookup.h"
#include "eigenlake/session/table_statistics.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {
namespace {

Result<ExitCode> run_tables(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kRead));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto names, all_table_names(lake));
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, VisibleLake::load(lake, {}, names));
  warn_of_unreadable(invocation, visible);
  TextTable table({{"table"}, {"rows", true}, {"files", true}, {"bytes", true}, {"snapshots", true}});
  for (const std::string& name : names) {
    const bool is_ours = find_table(name) != nullptr;
    if (!is_ours && visible.tables.find(name) == nullptr) continue;
    const auto counted = statistics_of(visible, name);
    if (!counted && is_ours) return std::unexpected(counted.error());
    if (!counted) {
      invocation.warn(fmt::format("table {} is left out: {}", shown_name(name), counted.error().to_string()));
      continue;
    }
    const TableStatistics& statistics = *counted;
    if (invocation.json()) {
      const nlohmann::ordered_json row = {{"table", shown_name(name)},
                                          {"rows", statistics.rows},
                                          {"files", statistics.files},
                                          {"bytes", statistics.bytes},
                                          {"snapshots", statistics.snapshots}};
      invocation.process.out << row.dump() << '\n';
    } else {
      table.add_row({shown_name(name), fmt::format("{}", statistics.rows),
                     fmt::format("{}", statistics.files), fmt::format("{}", statistics.bytes),
                     fmt::format("{}", statistics.snapshots)});
    }
  }
  if (!invocation.json()) table.print(invocation.process.out, invocation.process.terminal_width);
  return ExitCode::kOk;
}

}  // namespace

Command tables_command() {
  return {.name = "tables",
          .summary = "The tables: rows, files, bytes, snapshots",
          .description =
              "Lists every table with what a query sees of it at the moment: first those of "
              "eigenlake, then those that other engines keep in the lake.",
          .only_reads = true,
          .run = run_tables};
}

}  // namespace eigenlake
