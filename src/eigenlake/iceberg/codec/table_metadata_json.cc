// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/codec/table_metadata_json.h"

#include <array>
#include <utility>

#include "eigenlake/base/joined.h"
#include "eigenlake/iceberg/codec/partition_spec_json.h"
#include "eigenlake/iceberg/codec/schema_json.h"
#include "eigenlake/json/json.h"

namespace eigenlake::iceberg {
namespace {

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Characters that no string escapes: ASCII letters and digits, '_', '-' and '.'.
constexpr auto kIsPlain = [] {
  std::array<bool, 256> is_plain{};
  for (const unsigned char c : std::string_view("_-.")) is_plain[c] = true;
  for (unsigned char c = '0'; c <= '9'; ++c) is_plain[c] = true;
  for (unsigned char c = 'A'; c <= 'Z'; ++c) is_plain[c] = is_plain[c + ('a' - 'A')] = true;
  return is_plain;
}();

/// `"name":`. Most names of tags need no escapes.
void append_name(std::string& out, const std::string& name) {
  bool is_plain = true;
  for (const unsigned char c : name) is_plain = is_plain && kIsPlain[c];
  if (is_plain) {
    out += '"';
    out += name;
    out += "\":";
  } else {
    out += dump(name);
    out += ':';
  }
}

void append_number(std::string& out, int64_t number) {
  const fmt::format_int text(number);
  out.append(text.data(), text.size());
}

void append_ref(std::string& out, const SnapshotRef& ref) {
  out += "{\"snapshot-id\":";
  append_number(out, ref.snapshot_id);
  out += ref.kind == SnapshotRef::Kind::kTag ? ",\"type\":\"tag\"" : ",\"type\":\"branch\"";
  const auto append = [&](std::string_view name, const auto& value) {
    if (value) fmt::format_to(std::back_inserter(out), ",\"{}\":{}", name, *value);
  };
  append("min-snapshots-to-keep", ref.min_snapshots_to_keep);
  append("max-snapshot-age-ms", ref.max_snapshot_age_ms);
  append("max-ref-age-ms", ref.max_ref_age_ms);
  out += '}';
}

/// `"name":[item,item]`, with a comma in front.
template <typename Items, typename Append>
void append_array(std::string& out, std::string_view name, const Items& items, Append append) {
  fmt::format_to(std::back_inserter(out), ",\"{}\":[", name);
  bool first = true;
  for (const auto& item : items) {
    if (!std::exchange(first, false)) out += ',';
    append(item);
  }
  out += ']';
}

void append_refs(std::string& out, const TableMetadata& metadata) {
  out += ",\"refs\":{";
  bool first = true;
  for (const auto& [name, ref] : metadata.refs) {
    if (!std::exchange(first, false)) out += ',';
    append_name(out, name);
    append_ref(out, ref);
  }
  out += '}';
}

constexpr std::string_view kBetweenSnapshots = ",";

/// Up to the first snapshot.
void append_head(std::string& out, const TableMetadata& metadata) {
  constexpr size_t kRefBytes = 120;
  out.reserve(16384 + metadata.refs.size() * kRefBytes);
  fmt::format_to(std::back_inserter(out), "{{\"format-version\":2,\"table-uuid\":{},\"location\":{}",
                 dump(metadata.table_uuid), dump(metadata.location));
  fmt::format_to(std::back_inserter(out),
                 ",\"last-sequence-number\":{},\"last-updated-ms\":{},\"last-column-id\":{}",
                 metadata.last_sequence_number, metadata.last_updated_ms, metadata.last_column_id);
  fmt::format_to(std::back_inserter(out), ",\"current-schema-id\":{}", metadata.current_schema_id);
  append_array(out, "schemas", metadata.schemas,
               [&](const Schema& schema) { out += dump(schema_to_json(schema)); });
  fmt::format_to(std::back_inserter(out), ",\"default-spec-id\":{}", metadata.default_spec_id);
  append_array(out, "partition-specs", metadata.partition_specs,
               [&](const PartitionSpec& spec) { out += dump(partition_spec_to_json(spec)); });
  fmt::format_to(std::back_inserter(out), ",\"last-partition-id\":{},\"default-sort-order-id\":{}",
                 metadata.last_partition_id, metadata.default_sort_order_id);
  append_array(out, "sort-orders", metadata.sort_orders,
               [&](const SortOrder& order) { out += dump(sort_order_to_json(order)); });
  out += ",\"properties\":" + dump(Json(metadata.properties));
  fmt::format_to(std::back_inserter(out), ",\"current-snapshot-id\":{}",
                 metadata.current_snapshot_id.value_or(-1));
  append_refs(out, metadata);
  out += ",\"snapshots\":[";
}

/// After the last snapshot.
void append_tail(std::string& out, const TableMetadata& metadata) {
  constexpr size_t kLogEntryBytes = 80;
  constexpr size_t kFileEntryBytes = 300;
  out.reserve(64 + metadata.snapshot_log.size() * kLogEntryBytes +
              metadata.metadata_log.size() * kFileEntryBytes);
  out += ']';
  append_array(out, "snapshot-log", metadata.snapshot_log, [&](const SnapshotLogEntry& entry) {
    out += "{\"timestamp-ms\":";
    append_number(out, entry.timestamp_ms);
    out += ",\"snapshot-id\":";
    append_number(out, entry.snapshot_id);
    out += '}';
  });
  append_array(out, "metadata-log", metadata.metadata_log, [&](const MetadataLogEntry& entry) {
    fmt::format_to(std::back_inserter(out), "{{\"timestamp-ms\":{},\"metadata-file\":{}}}",
                   entry.timestamp_ms, dump(entry.metadata_file));
  });
  for (const auto& [name, json] : metadata.unknown_fields) out += "," + dump(name) + ":" + json;
  out += '}';
}

}  // namespace

std::vector<std::string_view> TableMetadataText::pieces() const {
  std::vector<std::string_view> all = {head_};
  all.insert(all.end(), snapshots_.begin(), snapshots_.end());
  all.push_back(tail_);
  return all;
}

TableMetadataText::TableMetadataText(const TableMetadata& metadata) {
  append_head(head_, metadata);
  append_tail(tail_, metadata);
  const SharedText* previous = nullptr;
  for (const Snapshot& snapshot : metadata.snapshots) {
    const std::string_view text = snapshot.json.view();
    if (previous != nullptr && snapshot.json.comes_after(*previous, kBetweenSnapshots)) {
      std::string_view& run = snapshots_.back();
      run = std::string_view(run.data(), run.size() + kBetweenSnapshots.size() + text.size());
    } else {
      if (previous != nullptr) snapshots_.push_back(kBetweenSnapshots);
      snapshots_.push_back(text);
    }
    previous = &snapshot.json;
  }
}

std::string table_metadata_to_json(const TableMetadata& metadata) {
  return joined(TableMetadataText(metadata).pieces());
}

}  // namespace eigenlake::iceberg
