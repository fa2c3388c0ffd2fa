// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/snapshot.h"

#include "eigenlake/base/assert.h"
#include "eigenlake/json/json.h"
#include "eigenlake/json/json_cursor.h"

namespace eigenlake::iceberg {

std::string Snapshot::manifest_list() const {
  std::string_view path;
  JsonCursor at(json.view());
  std::ignore = for_each_member(at, [&](std::string_view name) {
    const bool is_path = name == "manifest-list" && at.take_string(path);
    return is_path ? Result<>() : at.skip_value();
  });
  return unescaped_json(path);
}

SnapshotSummary Snapshot::summary() const {
  SnapshotSummary summary;
  JsonCursor at(json.view());
  const auto take_pair = [&](std::string_view key) {
    std::string_view value;
    if (!at.take_string(value)) return at.skip_value();
    summary.insert_or_assign(std::string(key), unescaped_json(value));
    return Result<>();
  };
  std::ignore = for_each_member(at, [&](std::string_view name) {
    const bool is_summary = name == "summary" && at.is_at('{');
    return is_summary ? for_each_member(at, take_pair) : at.skip_value();
  });
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
