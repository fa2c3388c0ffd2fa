#include "eigenlake/iceberg/spec/snapshot.h"

#include "eigenlake/base/assert.h"
#include "eigenlake/json/json.h"

namespace eigenlake::iceberg {

std::string Snapshot::manifest_list() const {
  const auto parsed = parse_json(json.view());
  if (!parsed || !parsed->is_object()) return {};
  const auto found = parsed->find("manifest-list");
  return found != parsed->end() && found->is_string() ? found->get<std::string>() : std::string();
}

SnapshotSummary Snapshot::summary() const {
  SnapshotSummary summary;
  const auto parsed = parse_json(json.view());
  if (!parsed || !parsed->is_object()) return summary;
  const auto found = parsed->find("summary");
  if (found == parsed->end() || !found->is_object()) return summary;
  for (const auto& [key, value] : found->items()) {
    if (value.is_string()) summary[key] = value.get<std::string>();
  }
  return summary;
}

std::optional<std::string> Snapshot::summary_value(std::string_view key) const {
  const SnapshotSummary pairs = summary();
  const auto it = pairs.find(std::string(key));
  if (it == pairs.end()) return std::nullopt;
  return it->second;
}

Snapshot make_snapshot(int64_t snapshot_id, std::optional<int64_t> parent_snapshot_id,
                       int64_t sequence_number, int64_t timestamp_ms, const std::string& manifest_list,
                       int schema_id, const SnapshotSummary& summary) {
  EIGENLAKE_ASSERT(summary.contains("operation"));
  Json json = {{"sequence-number", sequence_number}, {"snapshot-id", snapshot_id}};
  if (parent_snapshot_id) json["parent-snapshot-id"] = *parent_snapshot_id;
  json["timestamp-ms"] = timestamp_ms;
  json["summary"] = summary;
  json["manifest-list"] = manifest_list;
  json["schema-id"] = schema_id;
  return {snapshot_id,     parent_snapshot_id,
          sequence_number, timestamp_ms,
          schema_id,       SharedText(json.dump(-1, ' ', false, Json::error_handler_t::replace))};
}

}  // namespace eigenlake::iceberg
