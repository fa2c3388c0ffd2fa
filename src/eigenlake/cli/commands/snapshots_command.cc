#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/output/json_line.h"
#include "eigenlake/json/json.h"
#include "eigenlake/query/sql_value_text.h"
#include "eigenlake/session/snapshot_list.h"
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

std::string text_of(const std::optional<int64_t>& number) {
  return number ? std::to_string(*number) : "";
}

std::vector<std::string> cells_of(const ListedSnapshot& snapshot) {
  return {std::to_string(snapshot.id),
          time_text(snapshot.committed_ms * 1000),
          snapshot.operation,
          text_of(snapshot.added_rows),
          text_of(snapshot.total_rows),
          snapshot.batch_id.value_or(""),
          fmt::format("{}", fmt::join(snapshot.tags, ", ")),
          snapshot.is_visible ? "here" : ""};
}

Result<ExitCode> run_snapshots(Invocation& invocation) {
  const auto lake = open_lake(invocation, LakeAccess::kRead);
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string name, known_table(invocation.operands[0], lake));
  if (!lake) return std::unexpected(lake.error());
  EIGENLAKE_ASSIGN_OR_RETURN(const auto snapshots, list_snapshots(*lake, name));
  TextTable text({{"snapshot", true},
                  {"committed at"},
                  {"operation"},
                  {"added rows", true},
                  {"total rows", true},
                  {"batch"},
                  {"tags"},
                  {"read"}});
  for (const ListedSnapshot& snapshot : snapshots) {
    if (invocation.json())
      invocation.process.out << json_line(to_json(snapshot));
    else
      text.add_row(cells_of(snapshot));
  }
  if (!invocation.json()) text.print(invocation.process.out, invocation.process.terminal_width);
  return ExitCode::kOk;
}

}  // namespace

Command snapshots_command() {
  return {.name = "snapshots",
          .summary = "List the snapshots and tags of a table",
          .description =
              "Lists every snapshot from the oldest on: id, time, rows, the batch that wrote it and its "
              "tags. The one that queries read is marked. Tables of other engines in the lake work as well.",
          .operands = "TABLE",
          .min_operands = 1,
          .max_operands = 1,
          .only_reads = true,
          .run = run_snapshots};
}

}  // namespace eigenlake
