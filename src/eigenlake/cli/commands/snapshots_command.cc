// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/output/row_table.h"
#include "eigenlake/query/sql_value_text.h"
#include "eigenlake/session/table_list.h"
#include "eigenlake/session/table_lookup.h"

namespace eigenlake {
namespace {

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json to_json(const ListedSnapshot& snapshot) {
  return {{"snapshot_id", snapshot.id},
          {"committed_at", time_text(snapshot.committed_ms * 1000)},
          {"operation", snapshot.operation},
          {"added_rows", or_null(snapshot.added_rows)},
          {"total_rows", or_null(snapshot.total_rows)},
          {"batch_id", or_null(snapshot.batch_id)},
          {"tags", snapshot.tags},
          {"visible", snapshot.is_visible}};
}

Result<ExitCode> run_snapshots(Invocation& invocation) {
  const auto lake = open_lake(invocation, LakeAccess::kRead);
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string name, known_table(invocation.operands[0], lake));
  if (!lake) return std::unexpected(lake.error());
  EIGENLAKE_ASSIGN_OR_RETURN(const auto snapshots, list_snapshots(*lake, name));
  using enum TextTable::Importance;
  RowTable rows(invocation, {{"snapshot", true},
                             {"committed at"},
                             {.name = "operation", .importance = kMinor},
                             {"added rows", true, kUseful},
                             {"total rows", true, kUseful},
                             {.name = "batch", .importance = kUseful, .is_whole = true},
                             {.name = "tags", .importance = kMinor},
                             {.name = "read", .importance = kUseful}});
  for (const ListedSnapshot& snapshot : snapshots) {
    const Json object = to_json(snapshot);
    std::vector<std::string> cells;
    for (const Json& value : object) cells.push_back(cell(value));
    cells[6] = fmt::format("{}", fmt::join(snapshot.tags, ", "));
    cells[7] = snapshot.is_visible ? "here" : "";
    rows.add(object, std::move(cells));
  }
  rows.print();
  return ExitCode::kOk;
}

}  // namespace

Command snapshots_command() {
  return {.name = "snapshots",
          .purpose = Purpose::kLook,
          .summary = "List the snapshots and tags of a table",
          .description =
              "Lists every snapshot from the oldest on: id, time, rows, the batch that wrote it and its "
              "tags. The one that queries read is marked. Tables of other engines in the lake work as well.",
          .example = "eigenlake snapshots vqe_results",
          .operands = {"TABLE", 1, 1},
          .only_reads = true,
          .run = run_snapshots};
}

}  // namespace eigenlake
