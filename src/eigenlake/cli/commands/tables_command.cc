// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/output/row_table.h"
#include "eigenlake/query/sql_names.h"
#include "eigenlake/session/table_list.h"

namespace eigenlake {
namespace {

Result<ExitCode> run_tables(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kRead));
  EIGENLAKE_ASSIGN_OR_RETURN(const TableList list, list_tables(lake));
  warn_of_left_out(invocation, list.left_out);
  RowTable rows(invocation,
                {{"table"}, {"rows", true}, {"files", true}, {"bytes", true}, {"snapshots", true}});
  for (const ListedTable& table : list.tables)
    rows.add({{"table", shown_name(table.name)},
              {"rows", table.statistics.rows},
              {"files", table.statistics.files},
              {"bytes", table.statistics.bytes},
              {"snapshots", table.statistics.snapshots}});
  rows.print();
  return ExitCode::kOk;
}

}  // namespace

Command tables_command() {
  return {.name = "tables",
          .purpose = Purpose::kLook,
          .summary = "List the tables: rows, files, bytes, snapshots",
          .description =
              "Lists every table as a query sees it now: first those of eigenlake, then those of other "
              "engines in the lake.",
          .example = "eigenlake tables",
          .only_reads = true,
          .run = run_tables};
}

}  // namespace eigenlake
