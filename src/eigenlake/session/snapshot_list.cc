#include "eigenlake/session/snapshot_list.h"

#include "eigenlake/base/number_parsing.h"
#include "eigenlake/lake/batch_tags.h"

namespace eigenlake {
namespace {

std::vector<std::string> tags_of(const iceberg::TableMetadata& metadata, int64_t snapshot_id) {
  std::vector<std::string> tags;
  for (const auto& [name, reference] : metadata.refs)
    if (reference.snapshot_id == snapshot_id && reference.kind == iceberg::SnapshotRef::Kind::kTag)
      tags.push_back(name);
  return tags;
}

std::optional<int64_t> number_of(const iceberg::Snapshot& snapshot, std::string_view key) {
  const auto text = snapshot.summary_value(key);
  return text ? parse_number<int64_t>(*text) : std::nullopt;
}

}  // namespace

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
