// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/table_list.h"

#include "eigenlake/base/number_parsing.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/session/table_lookup.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {
namespace {

std::optional<int64_t> number_of(const iceberg::Snapshot& snapshot, std::string_view key) {
  const auto text = snapshot.summary_value(key);
  return text ? parse_number<int64_t>(*text) : std::nullopt;
}

Result<TableStatistics> count_files(const iceberg::Table& table, int64_t snapshot_id) {
  TableStatistics statistics;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto tasks,
                             iceberg::plan_files(table, {.snapshot_id = snapshot_id, .filter = {}}));
  for (const auto& task : tasks) {
    ++statistics.files;
    statistics.rows += task.data_file.record_count;
    statistics.bytes += task.data_file.file_size_bytes;
  }
  return statistics;
}

std::vector<std::string> tags_of(const iceberg::TableMetadata& metadata, int64_t snapshot_id) {
  std::vector<std::string> tags;
  for (const auto& [name, reference] : metadata.refs)
    if (reference.snapshot_id == snapshot_id && reference.kind == iceberg::SnapshotRef::Kind::kTag)
      tags.push_back(name);
  return tags;
}

}  // namespace

Result<TableStatistics> statistics_of(const VisibleLake& lake, std::string_view name) {
  const std::string names[] = {std::string(name)};
  EIGENLAKE_RETURN_IF_ERROR(lake.check_readable(names));
  TableStatistics statistics;
  const iceberg::Table* table = lake.tables.find(name);
  if (table == nullptr) return statistics;
  if (const iceberg::Snapshot* snapshot = lake.snapshot_of(name)) {
    const auto rows = number_of(*snapshot, "total-records");
    const auto files = number_of(*snapshot, "total-data-files");
    const auto bytes = number_of(*snapshot, "total-files-size");
    if (rows && files && bytes) {
      statistics = {.rows = *rows, .files = *files, .bytes = *bytes};
    } else {
      EIGENLAKE_ASSIGN_OR_RETURN(statistics, count_files(*table, snapshot->snapshot_id));
    }
  }
  statistics.snapshots = table->metadata().snapshots.size();
  return statistics;
}

Result<TableList> list_tables(const Lake& lake) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto names, all_table_names(lake));
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, VisibleLake::load(lake, {}, names));
  TableList list{.tables = {}, .left_out = visible.unreadable};
  for (const std::string& name : names) {
    const bool is_ours = find_table(name) != nullptr;
    if (!is_ours && visible.tables.find(name) == nullptr) continue;
    const auto counted = statistics_of(visible, name);
    if (!counted && is_ours) return std::unexpected(counted.error());
    if (counted)
      list.tables.push_back({name, *counted});
    else
      list.left_out.emplace(name, counted.error());
  }
  return list;
}

Result<std::vector<ListedSnapshot>> list_snapshots(const Lake& lake, const std::string& table) {
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, load_visible_table(lake, table));
  std::vector<ListedSnapshot> list;
  const iceberg::Table* found = visible.tables.find(table);
  if (found == nullptr) return list;
  const iceberg::Snapshot* read = visible.snapshot_of(table);
  for (const iceberg::Snapshot& snapshot : found->metadata().snapshots)
    list.push_back({.id = snapshot.snapshot_id,
                    .committed_ms = snapshot.timestamp_ms,
                    .operation = std::string(snapshot.summary_value("operation").value_or("")),
                    .added_rows = number_of(snapshot, "added-records"),
                    .total_rows = number_of(snapshot, "total-records"),
                    .batch_id = batch_of(snapshot),
                    .tags = tags_of(found->metadata(), snapshot.snapshot_id),
                    .is_visible = read != nullptr && read->snapshot_id == snapshot.snapshot_id});
  return list;
}

}  // namespace eigenlake
