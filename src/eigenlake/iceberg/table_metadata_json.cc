#include "eigenlake/iceberg/table_metadata_json.h"

#include <algorithm>

#include <simdjson.h>

#include "eigenlake/iceberg/json_fields.h"
#include "eigenlake/iceberg/partition_spec_json.h"
#include "eigenlake/iceberg/schema_json.h"
#include "eigenlake/iceberg/table_metadata_check.h"

namespace eigenlake::iceberg {
namespace {

namespace dom = simdjson::dom;

/// One top-level member after the other goes to `fields`; snapshots, the only large ones, stay text.
class MetadataReader {
 public:
  Result<TableMetadata> read(dom::object object) {
    for (const auto [name, element] : object) {
      if (name == "snapshots") {
        EIGENLAKE_RETURN_IF_ERROR(read_snapshots(element));
      } else if (name == "refs") {
        EIGENLAKE_RETURN_IF_ERROR(read_refs(element));
      } else if (is_known(name)) {
        EIGENLAKE_ASSIGN_OR_RETURN(fields_[std::string(name)], parse_json(simdjson::minify(element)));
      } else {
        metadata_.unknown_fields.emplace_back(name, simdjson::minify(element));
      }
    }
    EIGENLAKE_RETURN_IF_ERROR(read_version_and_counters());
    EIGENLAKE_RETURN_IF_ERROR(read_schemas());
    EIGENLAKE_RETURN_IF_ERROR(read_partition_specs());
    EIGENLAKE_RETURN_IF_ERROR(read_sort_orders());
    EIGENLAKE_RETURN_IF_ERROR(read_properties());
    EIGENLAKE_RETURN_IF_ERROR(read_logs());
    add_main_branch();
    if (metadata_.format_version == 1) upgrade_snapshots();
    metadata_.format_version = 2;
    return std::move(metadata_);
  }

 private:
  static bool is_known(std::string_view name) {
    constexpr std::string_view kKnown[] = {"format-version",
                                           "table-uuid",
                                           "location",
                                           "last-sequence-number",
                                           "last-updated-ms",
                                           "last-column-id",
                                           "schema",
                                           "schemas",
                                           "current-schema-id",
                                           "partition-spec",
                                           "partition-specs",
                                           "default-spec-id",
                                           "last-partition-id",
                                           "properties",
                                           "current-snapshot-id",
                                           "snapshot-log",
                                           "metadata-log",
                                           "sort-orders",
                                           "default-sort-order-id"};
    return std::ranges::find(kKnown, name) != std::end(kKnown);
  }

  Result<> read_snapshots(dom::element element) {
    dom::array array;
    if (element.get(array) != simdjson::SUCCESS)
      return fail(ErrorKind::kCorrupt, "expected an array as \"snapshots\"");
    metadata_.snapshots.reserve(array.size());
    for (const dom::element item : array) {
      EIGENLAKE_ASSIGN_OR_RETURN(Snapshot snapshot, read_snapshot(item));
      metadata_.snapshots.push_back(std::move(snapshot));
    }
    return {};
  }

  static Result<Snapshot> read_snapshot(dom::element element) {
    Snapshot snapshot;
    int64_t number = 0;
    std::string_view text;
    if (element["snapshot-id"].get(snapshot.snapshot_id) != simdjson::SUCCESS) {
      return fail(ErrorKind::kCorrupt, "expected an integer as \"snapshot-id\" of a snapshot");
    }
    if (element["timestamp-ms"].get(snapshot.timestamp_ms) != simdjson::SUCCESS) {
      return fail(ErrorKind::kCorrupt, "expected an integer as \"timestamp-ms\" of snapshot {}",
                  snapshot.snapshot_id);
    }
    if (element["manifest-list"].get(text) != simdjson::SUCCESS) {
      return fail(ErrorKind::kCorrupt, "expected a string as \"manifest-list\" of snapshot {}",
                  snapshot.snapshot_id);
    }
    snapshot.manifest_list = text;
    if (element["sequence-number"].get(number) == simdjson::SUCCESS) snapshot.sequence_number = number;
    if (element["parent-snapshot-id"].get(number) == simdjson::SUCCESS) snapshot.parent_snapshot_id = number;
    if (element["schema-id"].get(number) == simdjson::SUCCESS) snapshot.schema_id = static_cast<int>(number);
    snapshot.json = simdjson::minify(element);
    return snapshot;
  }

  Result<> read_version_and_counters() {
    EIGENLAKE_ASSIGN_OR_RETURN(metadata_.format_version, int_member(fields_, "format-version"));
    if (metadata_.format_version > 2) {
      return fail(
          ErrorKind::kUnsupported,
          "expected Iceberg format version 1 or 2, found {}, whose deletion vectors, row lineage, default "
          "values and new types are not read",
          metadata_.format_version);
    }
    if (metadata_.format_version < 1)
      return fail(ErrorKind::kCorrupt, "expected Iceberg format version 1 or 2, found {}",
                  metadata_.format_version);
    const bool is_v2 = metadata_.format_version == 2;
    EIGENLAKE_ASSIGN_OR_RETURN(metadata_.location, string_member(fields_, "location"));
    EIGENLAKE_ASSIGN_OR_RETURN(metadata_.last_updated_ms, long_member(fields_, "last-updated-ms"));
    EIGENLAKE_ASSIGN_OR_RETURN(metadata_.last_column_id, int_member(fields_, "last-column-id"));
    if (is_v2 || find_member(fields_, "table-uuid") != nullptr) {
      EIGENLAKE_ASSIGN_OR_RETURN(metadata_.table_uuid, string_member(fields_, "table-uuid"));
    }
    if (is_v2) {
      EIGENLAKE_ASSIGN_OR_RETURN(metadata_.last_sequence_number,
                                 long_member(fields_, "last-sequence-number"));
    }
    EIGENLAKE_ASSIGN_OR_RETURN(metadata_.current_snapshot_id,
                               optional_long_member(fields_, "current-snapshot-id"));
    if (metadata_.current_snapshot_id == -1) metadata_.current_snapshot_id.reset();
    return {};
  }

  Result<> read_schemas() {
    if (metadata_.format_version == 1 && find_member(fields_, "schemas") == nullptr) {
      EIGENLAKE_ASSIGN_OR_RETURN(const Json* json, object_member(fields_, "schema"));
      EIGENLAKE_ASSIGN_OR_RETURN(Schema schema, schema_from_json(*json));
      metadata_.current_schema_id = schema.schema_id;
      metadata_.schemas.push_back(std::move(schema));
      return {};
    }
    EIGENLAKE_ASSIGN_OR_RETURN(const Json* list, array_member(fields_, "schemas"));
    for (const Json& json : *list) {
      EIGENLAKE_ASSIGN_OR_RETURN(Schema schema, schema_from_json(json));
      metadata_.schemas.push_back(std::move(schema));
    }
    EIGENLAKE_ASSIGN_OR_RETURN(metadata_.current_schema_id, int_member(fields_, "current-schema-id"));
    return {};
  }

  Result<> read_partition_specs() {
    if (metadata_.format_version == 1 && find_member(fields_, "partition-specs") == nullptr) {
      EIGENLAKE_ASSIGN_OR_RETURN(const Json* list, array_member(fields_, "partition-spec"));
      EIGENLAKE_ASSIGN_OR_RETURN(PartitionSpec spec, partition_spec_from_fields(0, *list));
      metadata_.partition_specs.push_back(std::move(spec));
    } else {
      EIGENLAKE_ASSIGN_OR_RETURN(const Json* list, array_member(fields_, "partition-specs"));
      for (const Json& json : *list) {
        EIGENLAKE_ASSIGN_OR_RETURN(PartitionSpec spec, partition_spec_from_json(json));
        metadata_.partition_specs.push_back(std::move(spec));
      }
      EIGENLAKE_ASSIGN_OR_RETURN(metadata_.default_spec_id, int_member(fields_, "default-spec-id"));
    }
    for (const PartitionSpec& spec : metadata_.partition_specs) {
      for (const PartitionField& field : spec.fields) {
        metadata_.last_partition_id = std::max(metadata_.last_partition_id, field.field_id);
      }
    }
    EIGENLAKE_ASSIGN_OR_RETURN(const auto last_id, optional_int_member(fields_, "last-partition-id"));
    metadata_.last_partition_id = last_id.value_or(metadata_.last_partition_id);
    return {};
  }

  Result<> read_sort_orders() {
    if (metadata_.format_version == 1 && find_member(fields_, "sort-orders") == nullptr) {
      metadata_.sort_orders.push_back({});
      return {};
    }
    EIGENLAKE_ASSIGN_OR_RETURN(const Json* list, array_member(fields_, "sort-orders"));
    for (const Json& json : *list) {
      EIGENLAKE_ASSIGN_OR_RETURN(SortOrder order, sort_order_from_json(json));
      metadata_.sort_orders.push_back(std::move(order));
    }
    EIGENLAKE_ASSIGN_OR_RETURN(metadata_.default_sort_order_id, int_member(fields_, "default-sort-order-id"));
    return {};
  }

  Result<> read_properties() {
    if (find_member(fields_, "properties") == nullptr) return {};
    EIGENLAKE_ASSIGN_OR_RETURN(const Json* properties, object_member(fields_, "properties"));
    for (const auto& [key, value] : properties->items()) {
      if (!value.is_string()) return fail(ErrorKind::kCorrupt, "expected a string as property \"{}\"", key);
      metadata_.properties[key] = value.get<std::string>();
    }
    return {};
  }

  Result<> read_logs() {
    if (find_member(fields_, "snapshot-log") != nullptr) {
      EIGENLAKE_ASSIGN_OR_RETURN(const Json* list, array_member(fields_, "snapshot-log"));
      for (const Json& json : *list) {
        EIGENLAKE_RETURN_IF_ERROR(expect_object(json, "an entry of snapshot-log"));
        SnapshotLogEntry entry;
        EIGENLAKE_ASSIGN_OR_RETURN(entry.timestamp_ms, long_member(json, "timestamp-ms"));
        EIGENLAKE_ASSIGN_OR_RETURN(entry.snapshot_id, long_member(json, "snapshot-id"));
        metadata_.snapshot_log.push_back(entry);
      }
    }
    if (find_member(fields_, "metadata-log") != nullptr) {
      EIGENLAKE_ASSIGN_OR_RETURN(const Json* list, array_member(fields_, "metadata-log"));
      for (const Json& json : *list) {
        EIGENLAKE_RETURN_IF_ERROR(expect_object(json, "an entry of metadata-log"));
        MetadataLogEntry entry;
        EIGENLAKE_ASSIGN_OR_RETURN(entry.timestamp_ms, long_member(json, "timestamp-ms"));
        EIGENLAKE_ASSIGN_OR_RETURN(entry.metadata_file, string_member(json, "metadata-file"));
        metadata_.metadata_log.push_back(std::move(entry));
      }
    }
    return {};
  }

  /// One by one: a table has a tag for each batch, and our JSON objects look their members up one after
  /// another.
  Result<> read_refs(dom::element element) {
    dom::object refs;
    if (element.get(refs) != simdjson::SUCCESS)
      return fail(ErrorKind::kCorrupt, "expected an object as \"refs\"");
    for (const auto [name, value] : refs) {
      EIGENLAKE_ASSIGN_OR_RETURN(const Json json, parse_json(simdjson::minify(value)));
      auto ref = read_ref(json);
      if (!ref) return fail_with_context(std::move(ref).error(), "in ref " + std::string(name));
      metadata_.refs[std::string(name)] = *ref;
    }
    return {};
  }

  void add_main_branch() {
    if (!metadata_.current_snapshot_id || metadata_.refs.contains(kMainBranch)) return;
    metadata_.refs[kMainBranch] = {*metadata_.current_snapshot_id, SnapshotRef::Kind::kBranch, {}, {}, {}};
  }

  static Result<SnapshotRef> read_ref(const Json& json) {
    EIGENLAKE_RETURN_IF_ERROR(expect_object(json, "a ref"));
    SnapshotRef ref;
    EIGENLAKE_ASSIGN_OR_RETURN(ref.snapshot_id, long_member(json, "snapshot-id"));
    EIGENLAKE_ASSIGN_OR_RETURN(const std::string kind, string_member(json, "type"));
    if (kind != "tag" && kind != "branch")
      return fail(ErrorKind::kCorrupt, "expected type tag or branch, found \"{}\"", kind);
    ref.kind = kind == "tag" ? SnapshotRef::Kind::kTag : SnapshotRef::Kind::kBranch;
    EIGENLAKE_ASSIGN_OR_RETURN(ref.min_snapshots_to_keep, optional_int_member(json, "min-snapshots-to-keep"));
    EIGENLAKE_ASSIGN_OR_RETURN(ref.max_snapshot_age_ms, optional_long_member(json, "max-snapshot-age-ms"));
    EIGENLAKE_ASSIGN_OR_RETURN(ref.max_ref_age_ms, optional_long_member(json, "max-ref-age-ms"));
    return ref;
  }

  /// Version 2 demands a sequence number of each snapshot; those of version 1 count as 0.
  void upgrade_snapshots() {
    for (Snapshot& snapshot : metadata_.snapshots) {
      metadata_.last_sequence_number = std::max(metadata_.last_sequence_number, snapshot.sequence_number);
      if (snapshot.json.contains("\"sequence-number\"")) continue;
      snapshot.json = "{\"sequence-number\":0," + snapshot.json.substr(1);
    }
  }

  TableMetadata metadata_;
  Json fields_ = Json::object();
};

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json ref_to_json(const SnapshotRef& ref) {
  Json json = {{"snapshot-id", ref.snapshot_id},
               {"type", ref.kind == SnapshotRef::Kind::kTag ? "tag" : "branch"}};
  if (ref.min_snapshots_to_keep) json["min-snapshots-to-keep"] = *ref.min_snapshots_to_keep;
  if (ref.max_snapshot_age_ms) json["max-snapshot-age-ms"] = *ref.max_snapshot_age_ms;
  if (ref.max_ref_age_ms) json["max-ref-age-ms"] = *ref.max_ref_age_ms;
  return json;
}

/// `"name":[item,item]`, with a comma in front.
template <typename Items, typename ToText>
void append_array(std::string& out, std::string_view name, const Items& items, ToText to_text) {
  fmt::format_to(std::back_inserter(out), ",\"{}\":[", name);
  bool first = true;
  for (const auto& item : items) {
    if (!std::exchange(first, false)) out += ',';
    out += to_text(item);
  }
  out += ']';
}

void append_refs(std::string& out, const TableMetadata& metadata) {
  out += ",\"refs\":{";
  bool first = true;
  for (const auto& [name, ref] : metadata.refs) {
    if (!std::exchange(first, false)) out += ',';
    out += dump(name) + ":" + dump(ref_to_json(ref));
  }
  out += '}';
}

}  // namespace

Result<TableMetadata> parse_table_metadata(std::string_view json) {
  dom::parser parser;
  dom::element root;
  if (const auto code = parser.parse(json.data(), json.size()).get(root); code != simdjson::SUCCESS) {
    return fail(ErrorKind::kCorrupt, "expected a JSON document, found: {}", simdjson::error_message(code));
  }
  dom::object object;
  if (root.get(object) != simdjson::SUCCESS)
    return fail(ErrorKind::kCorrupt, "expected a JSON object at the top");
  EIGENLAKE_ASSIGN_OR_RETURN(TableMetadata metadata, MetadataReader().read(object));
  EIGENLAKE_RETURN_IF_ERROR(check_table_metadata(metadata));
  return metadata;
}

std::string table_metadata_to_json(const TableMetadata& metadata) {
  std::string out;
  size_t size = 16384;
  for (const Snapshot& snapshot : metadata.snapshots) size += snapshot.json.size() + 80;
  out.reserve(size);
  fmt::format_to(std::back_inserter(out), "{{\"format-version\":2,\"table-uuid\":{},\"location\":{}",
                 dump(metadata.table_uuid), dump(metadata.location));
  fmt::format_to(std::back_inserter(out),
                 ",\"last-sequence-number\":{},\"last-updated-ms\":{},\"last-column-id\":{}",
                 metadata.last_sequence_number, metadata.last_updated_ms, metadata.last_column_id);
  fmt::format_to(std::back_inserter(out), ",\"current-schema-id\":{}", metadata.current_schema_id);
  append_array(out, "schemas", metadata.schemas,
               [](const Schema& schema) { return dump(schema_to_json(schema)); });
  fmt::format_to(std::back_inserter(out), ",\"default-spec-id\":{}", metadata.default_spec_id);
  append_array(out, "partition-specs", metadata.partition_specs,
               [](const PartitionSpec& spec) { return dump(partition_spec_to_json(spec)); });
  fmt::format_to(std::back_inserter(out), ",\"last-partition-id\":{},\"default-sort-order-id\":{}",
                 metadata.last_partition_id, metadata.default_sort_order_id);
  append_array(out, "sort-orders", metadata.sort_orders,
               [](const SortOrder& order) { return dump(sort_order_to_json(order)); });
  out += ",\"properties\":" + dump(Json(metadata.properties));
  fmt::format_to(std::back_inserter(out), ",\"current-snapshot-id\":{}",
                 metadata.current_snapshot_id.value_or(-1));
  append_refs(out, metadata);
  append_array(out, "snapshots", metadata.snapshots,
               [](const Snapshot& snapshot) -> const std::string& { return snapshot.json; });
  append_array(out, "snapshot-log", metadata.snapshot_log, [](const SnapshotLogEntry& entry) {
    return fmt::format("{{\"timestamp-ms\":{},\"snapshot-id\":{}}}", entry.timestamp_ms, entry.snapshot_id);
  });
  append_array(out, "metadata-log", metadata.metadata_log, [](const MetadataLogEntry& entry) {
    return fmt::format("{{\"timestamp-ms\":{},\"metadata-file\":{}}}", entry.timestamp_ms,
                       dump(entry.metadata_file));
  });
  for (const auto& [name, json] : metadata.unknown_fields) out += "," + dump(name) + ":" + json;
  out += '}';
  return out;
}

}  // namespace eigenlake::iceberg
