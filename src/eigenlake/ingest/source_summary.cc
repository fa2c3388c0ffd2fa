// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/source_summary.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "eigenlake/json/json.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/lake/sink_name.h"

namespace eigenlake {
namespace {

/// Longer lists would burden every reader of the metadata.
constexpr size_t kKeysBytesMax = 1024;

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The JSON array; none where it would be too long.
std::optional<std::string> keys_text(std::span<const ObjectInfo> objects) {
  Json keys = Json::array();
  size_t bytes = 0;
  for (const auto& object : objects) {
    std::string_view key = object.key;
    if (key.starts_with(kRawPrefix)) key.remove_prefix(kRawPrefix.size());
    bytes += key.size();
    if (bytes > kKeysBytesMax) return std::nullopt;
    keys.push_back(key);
  }
  return text_of(keys);
}

using Offsets = std::map<int32_t, std::pair<int64_t, int64_t>>;

void add_offset(const SinkName& name, Offsets& offsets) {
  const auto [place, is_new] = offsets.try_emplace(name.partition, name.offset, name.offset);
  if (is_new) return;
  auto& [lowest, highest] = place->second;
  lowest = std::min(lowest, name.offset);
  highest = std::max(highest, name.offset);
}

void add_kafka(std::span<const ObjectInfo> objects, iceberg::SnapshotSummary& summary) {
  std::string_view topic;
  Offsets offsets;
  for (const auto& object : objects) {
    const auto name = parse_sink_name(object.key);
    if (!name) continue;
    if (!topic.empty() && topic != name->topic) return;
    topic = name->topic;
    add_offset(*name, offsets);
  }
  if (topic.empty()) return;
  Json json = Json::object();
  for (const auto& [partition, range] : offsets)
    json[std::to_string(partition)] = {range.first, range.second};
  summary["eigenlake.kafka-topic"] = topic;
  summary["eigenlake.kafka-offsets"] = text_of(json);
}

}  // namespace

iceberg::SnapshotSummary source_summary(std::span<const ObjectInfo> objects, SourceKeys keys) {
  iceberg::SnapshotSummary summary;
  if (objects.empty()) return summary;
  summary["eigenlake.source-objects"] = std::to_string(objects.size());
  if (auto text = keys == SourceKeys::kListed ? keys_text(objects) : std::nullopt)
    summary["eigenlake.source-object-keys"] = *std::move(text);
  add_kafka(objects, summary);
  return summary;
}

}  // namespace eigenlake
