// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/direct_offsets.h"

#include "eigenlake/base/number_parsing.h"
#include "eigenlake/iceberg/spec/table_metadata.h"
#include "eigenlake/json/json.h"

namespace eigenlake {
namespace {

Json json_of(const OffsetRanges& ranges) {
  Json json = Json::object();
  for (const auto& [kafka_partition, range] : ranges)
    json[std::to_string(kafka_partition)] = {range.first, range.second};
  return json;
}

std::optional<OffsetRanges> ranges_of(const Json& json) {
  OffsetRanges ranges;
  if (!json.is_object()) return std::nullopt;
  for (const auto& [name, range] : json.items()) {
    const auto kafka_partition = parse_number<int32_t>(name);
    if (!kafka_partition) return std::nullopt;
    if (!range.is_array() || range.size() != 2 || !range[0].is_number_integer() ||
        !range[1].is_number_integer())
      return std::nullopt;
    ranges[*kafka_partition] = {range[0].get<int64_t>(), range[1].get<int64_t>()};
  }
  return ranges;
}

}  // namespace

std::string to_json(const OffsetRanges& ranges) {
  return json_of(ranges).dump();
}

std::string to_json(const DirectOffsets& offsets) {
  Json json = Json::object();
  for (const auto& [topic, ranges] : offsets) json[topic] = json_of(ranges);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<DirectOffsets> parse_direct_offsets(std::string_view text) {
  const auto json = parse_json(text);
  DirectOffsets offsets;
  if (json && json->is_object()) {
    for (const auto& [topic, ranges] : json->items()) {
      auto parsed = ranges_of(ranges);
      if (!parsed)
        return fail(ErrorKind::kCorrupt, "offsets must be partition → [first, last], got '{}'",
                    ranges.dump());
      offsets[topic] = *std::move(parsed);
    }
    return offsets;
  }
  return fail(ErrorKind::kCorrupt, "offsets of topics must be a JSON object, got '{}'", text);
}

Result<DirectOffsets> direct_offsets_of(const iceberg::TableMetadata& audit) {
  for (const auto* at = audit.current_snapshot(); at != nullptr; at = audit.parent_of(*at))
    if (const auto text = at->summary_value(kDirectOffsetsProperty)) return parse_direct_offsets(*text);
  return DirectOffsets();
}

}  // namespace eigenlake
