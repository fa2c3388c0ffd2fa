// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/table_statistics.h"

#include "eigenlake/json/json.h"

namespace eigenlake::iceberg {
namespace {

bool holds_statistics(std::string_view field) {
  return field == "statistics" || field == "partition-statistics";
}

/// Calls `visit(snapshot id, entry)` for each entry of a statistics field.
template <typename Visit>
void visit_entries(const Json& list, Visit visit) {
  if (!list.is_array()) return;
  for (const Json& entry : list) {
    if (!entry.is_object()) continue;
    const auto id = entry.find("snapshot-id");
    if (id != entry.end() && id->is_number_integer()) visit(id->template get<int64_t>(), entry);
  }
}

}  // namespace

std::set<std::string> statistics_files(const TableMetadata& metadata,
                                       const std::function<bool(int64_t snapshot_id)>& is_wanted) {
  std::set<std::string> paths;
  for (const auto& [name, text] : metadata.unknown_fields) {
    const auto list = holds_statistics(name) ? parse_json(text) : Result<Json>(Json());
    if (!list) continue;
    visit_entries(*list, [&](int64_t snapshot_id, const Json& entry) {
      const auto path = entry.find("statistics-path");
      if (path != entry.end() && path->is_string() && is_wanted(snapshot_id))
        paths.insert(path->get<std::string>());
    });
  }
  return paths;
}

void remove_statistics(TableMetadata& metadata, const std::set<int64_t>& snapshot_ids) {
  for (auto& [name, text] : metadata.unknown_fields) {
    const auto list = holds_statistics(name) ? parse_json(text) : Result<Json>(Json());
    if (!list || !list->is_array()) continue;
    Json kept = Json::array();
    visit_entries(*list, [&](int64_t snapshot_id, const Json& entry) {
      if (!snapshot_ids.contains(snapshot_id)) kept.push_back(entry);
    });
    text = kept.dump();
  }
}

}  // namespace eigenlake::iceberg
