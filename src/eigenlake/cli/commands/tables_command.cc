#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/output/json_line.h"
#include "eigenlake/query/sql_names.h"
#include "eigenlake/session/table_list.h"

namespace eigenlake {
namespace {

nlohmann::ordered_json to_json(const ListedTable& table) {
  return {{"table", shown_name(table.name)},
          {"rows", table.statistics.rows},
          {"files", table.statistics.files},
          {"bytes", table.statistics.bytes},
          {"snapshots", table.statistics.snapshots}};
}

Result<ExitCode> run_tables(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kRead));
  EIGENLAKE_ASSIGN_OR_RETURN(const TableList list, list_tables(lake));
  warn_of_left_out(invocation, list.left_out);
  TextTable text({{"table"}, {"rows", true}, {"files", true}, {"bytes", true}, {"snapshots", true}});
  for (const ListedTable& table : list.tables) {
    const TableStatistics& size = table.statistics;
    if (invocation.json())
      invocation.process.out << json_line(to_json(table));
    else
      text.add_row({shown_name(table.name), fmt::format("{}", size.rows), fmt::format("{}", size.files),
                    fmt::format("{}", size.bytes), fmt::format("{}", size.snapshots)});
  }
  if (!invocation.json()) text.print(invocation.process.out, invocation.process.terminal_width);
  return ExitCode::kOk;
}

}  // namespace

Command tables_command() {
  return {.name = "tables",
          .summary = "List the tables: rows, files, bytes, snapshots",
          .description =
              "Lists every table as a query sees it now: first those of eigenlake, then those of other "
              "engines in the lake.",
          .only_reads = true,
          .run = run_tables};
}

}  // namespace eigenlake
