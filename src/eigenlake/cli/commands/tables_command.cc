#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/commands/table_statistics.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {
namespace {

Result<ExitCode> run_tables(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kRead));
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, VisibleLake::load(lake, {}));
  TextTable table({{"table"}, {"rows", true}, {"files", true}, {"bytes", true}, {"snapshots", true}});
  for (const TableDefinition& definition : all_tables()) {
    EIGENLAKE_ASSIGN_OR_RETURN(const TableStatistics statistics, statistics_of(visible, definition.name));
    if (invocation.json()) {
      const nlohmann::ordered_json row = {{"table", definition.name},
                                          {"rows", statistics.rows},
                                          {"files", statistics.files},
                                          {"bytes", statistics.bytes},
                                          {"snapshots", statistics.snapshots}};
      invocation.process.out << row.dump() << '\n';
    } else {
      table.add_row({definition.name, fmt::format("{}", statistics.rows), fmt::format("{}", statistics.files),
                     fmt::format("{}", statistics.bytes), fmt::format("{}", statistics.snapshots)});
    }
  }
  if (!invocation.json()) table.print(invocation.process.out, invocation.process.terminal_width);
  return ExitCode::kOk;
}

}  // namespace

Command tables_command() {
  return {.name = "tables",
          .summary = "The tables: rows, files, bytes, snapshots",
          .description = "Lists every table with what a query sees of it at the moment.",
          .only_reads = true,
          .run = run_tables};
}

}  // namespace eigenlake
