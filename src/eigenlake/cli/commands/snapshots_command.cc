#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/output/cell.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/query/sql_value_text.h"
#include "eigenlake/session/table_lookup.h"

namespace eigenlake {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> tags_of(const iceberg::TableMetadata& metadata, int64_t snapshot_id) {
  std::vector<std::string> tags;
  for (const auto& [name, reference] : metadata.refs)
    if (reference.snapshot_id == snapshot_id && reference.kind == iceberg::SnapshotRef::Kind::kTag)
      tags.push_back(name);
  return tags;
}

Json number_or_null(const iceberg::Snapshot& snapshot, std::string_view key) {
  const auto text = snapshot.summary_value(key);
  return text && !text->empty() && Json::accept(*text) ? Json::parse(*text) : Json(nullptr);
}

Json describe(const iceberg::TableMetadata& metadata, const iceberg::Snapshot& snapshot, bool visible) {
  const auto batch = batch_of(snapshot);
  return {{"snapshot_id", snapshot.snapshot_id},
          {"committed_at", time_text(snapshot.timestamp_ms * 1000)},
          {"operation", snapshot.summary_value("operation").value_or("")},
          {"added_rows", number_or_null(snapshot, "added-records")},
          {"total_rows", number_or_null(snapshot, "total-records")},
          {"batch_id", batch ? Json(*batch) : Json(nullptr)},
          {"tags", tags_of(metadata, snapshot.snapshot_id)},
          {"visible", visible}};
}

Result<ExitCode> run_snapshots(Invocation& invocation) {
  const auto lake = open_lake(invocation, LakeAccess::kRead);
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string name, known_table(invocation.operands[0], lake));
  if (!lake) return std::unexpected(lake.error());
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, load_visible_table(*lake, name));
  TextTable text({{"snapshot", true},
                  {"committed at"},
                  {"operation"},
                  {"added rows", true},
                  {"total rows", true},
                  {"batch"},
                  {"tags"},
                  {"read"}});
  const iceberg::Table* table = visible.tables.find(name);
  const iceberg::Snapshot* read = visible.snapshot_of(name);
  if (table != nullptr) {
    for (const iceberg::Snapshot& snapshot : table->metadata().snapshots) {
      const Json row =
          describe(table->metadata(), snapshot, read != nullptr && read->snapshot_id == snapshot.snapshot_id);
      if (invocation.json()) {
        invocation.process.out << row.dump() << '\n';
        continue;
      }
      std::string tags;
      for (const auto& tag : row["tags"]) tags += (tags.empty() ? "" : ", ") + tag.get<std::string>();
      text.add_row({cell(row["snapshot_id"]), cell(row["committed_at"]), cell(row["operation"]),
                    cell(row["added_rows"]), cell(row["total_rows"]), cell(row["batch_id"]), tags,
                    row["visible"].get<bool>() ? "here" : ""});
    }
  }
  if (!invocation.json()) text.print(invocation.process.out, invocation.process.terminal_width);
  return ExitCode::kOk;
}

}  // namespace

Command snapshots_command() {
  return {.name = "snapshots",
          .summary = "The snapshots and tags of a table",
          .description =
              "Lists every snapshot from the oldest on: id, time, rows, the batch that wrote it and its "
              "tags. The "
              "one that queries read is marked. The table may be one that another engine keeps in the lake.",
          .operands = "TABLE",
          .min_operands = 1,
          .max_operands = 1,
          .only_reads = true,
          .run = run_snapshots};
}

}  // namespace eigenlake
