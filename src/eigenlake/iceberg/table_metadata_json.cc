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

/// The text of each snapshot in a metadata file, in order; fewer where the file is none.
std::vector<std::string_view> snapshot_texts(simdjson::padded_string_view json) {
  namespace ondemand = simdjson::ondemand;
  std::vector<std::string_view> texts;
  ondemand::parser parser;
  ondemand::document document;
  ondemand::array snapshots;
  if (parser.iterate(json).get(document) != simdjson::SUCCESS ||
      document["snapshots"].get_array().get(snapshots) != simdjson::SUCCESS)
    return texts;
  for (auto item : snapshots) {
    ondemand::object snapshot;
    std::string_view text;
    if (item.get_object().get(snapshot) != simdjson::SUCCESS ||
        snapshot.raw_json().get(text) != simdjson::SUCCESS)
      break;
    texts.push_back(text);
  }
  return texts;
}

/// A member of an object of a list. Errors: kCorrupt, naming the member and the list.
template <typename Value>
Result<Value> listed_member(dom::element item, std::string_view name, std::string_view list) {
  Value value{};
  if (item[name].get(value) == simdjson::SUCCESS) return value;
  return fail(ErrorKind::kCorrupt, "expected {} as \"{}\" in {}",
              std::is_same_v<Value, int64_t> ? "an integer" : "a string", name, list);
}

/// The same of one that may be missing or null.
Result<std::optional<int64_t>> optional_listed_member(dom::element item, std::string_view name,
                                                      std::string_view list) {
  dom::element value;
  if (item[name].get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  return listed_member<int64_t>(item, name, list);
}

/// One top-level member after the other goes to `fields`. What grows with the number of snapshots is read
/// straight from the parsed file, and snapshots stay the text that they were.
class MetadataReader {
 public:
  MetadataReader(std::shared_ptr<const std::string> text, std::vector<std::string_view> snapshot_texts)
      : text_(std::move(text)), snapshot_texts_(std::move(snapshot_texts)) {}

  Result<TableMetadata> read(dom::object object) {
    for (const auto [name, element] : object) {
      if (name == "snapshots") {
        EIGENLAKE_RETURN_IF_ERROR(read_snapshots(element));
      } else if (name == "refs") {
        EIGENLAKE_RETURN_IF_ERROR(read_refs(element));
      } else if (name == "snapshot-log") {
        EIGENLAKE_RETURN_IF_ERROR(read_snapshot_log(element));
      } else if (name == "metadata-log") {
        EIGENLAKE_RETURN_IF_ERROR(read_metadata_log(element));
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
                                           "sort-orders",
                                           "default-sort-order-id"};
    return std::ranges::find(kKnown, name) != std::end(kKnown);
  }

  Result<> read_snapshots(dom::element element) {
    dom::array array;
    if (element.get(array) != simdjson::SUCCESS)
      return fail(ErrorKind::kCorrupt, "expected an array as \"snapshots\"");
    metadata_.snapshots.reserve(snapshot_texts_.size());
    for (const dom::element item : array) {
      EIGENLAKE_ASSIGN_OR_RETURN(Snapshot snapshot, read_snapshot(item));
      snapshot.json = text_of(item, metadata_.snapshots.size());
      metadata_.snapshots.push_back(std::move(snapshot));
    }
    return {};
  }

  /// As it stands in the file, or on one line where another engine spread it over several.
  SharedText text_of(dom::element snapshot, size_t index) const {
    const bool is_one_line = index < snapshot_texts_.size() && !snapshot_texts_[index].contains('\n');
    return is_one_line ? SharedText(text_, snapshot_texts_[index]) : SharedText(simdjson::minify(snapshot));
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

  Result<> read_snapshot_log(dom::element element) {
    if (element.is_null()) return {};
    dom::array list;
    if (element.get(list) != simdjson::SUCCESS)
      return fail(ErrorKind::kCorrupt, "expected an array as \"snapshot-log\"");
    for (const dom::element item : list) {
      SnapshotLogEntry entry;
      EIGENLAKE_ASSIGN_OR_RETURN(entry.timestamp_ms,
                                 listed_member<int64_t>(item, "timestamp-ms", "snapshot-log"));
      EIGENLAKE_ASSIGN_OR_RETURN(entry.snapshot_id,
                                 listed_member<int64_t>(item, "snapshot-id", "snapshot-log"));
      metadata_.snapshot_log.push_back(entry);
    }
    return {};
  }

  Result<> read_metadata_log(dom::element element) {
    if (element.is_null()) return {};
    dom::array list;
    if (element.get(list) != simdjson::SUCCESS)
      return fail(ErrorKind::kCorrupt, "expected an array as \"metadata-log\"");
    for (const dom::element item : list) {
      MetadataLogEntry entry;
      EIGENLAKE_ASSIGN_OR_RETURN(entry.timestamp_ms,
                                 listed_member<int64_t>(item, "timestamp-ms", "metadata-log"));
      EIGENLAKE_ASSIGN_OR_RETURN(entry.metadata_file,
                                 listed_member<std::string_view>(item, "metadata-file", "metadata-log"));
      metadata_.metadata_log.push_back(std::move(entry));
    }
    return {};
  }

  Result<> read_refs(dom::element element) {
    dom::object refs;
    if (element.get(refs) != simdjson::SUCCESS)
      return fail(ErrorKind::kCorrupt, "expected an object as \"refs\"");
    for (const auto [name, value] : refs) {
      auto ref = read_ref(value, "ref " + std::string(name));
      if (!ref) return std::unexpected(std::move(ref).error());
      metadata_.refs[std::string(name)] = *ref;
    }
    return {};
  }

  void add_main_branch() {
    if (!metadata_.current_snapshot_id || metadata_.refs.contains(kMainBranch)) return;
    metadata_.refs[kMainBranch] = {*metadata_.current_snapshot_id, SnapshotRef::Kind::kBranch, {}, {}, {}};
  }

  static Result<SnapshotRef> read_ref(dom::element item, const std::string& name) {
    SnapshotRef ref;
    EIGENLAKE_ASSIGN_OR_RETURN(ref.snapshot_id, listed_member<int64_t>(item, "snapshot-id", name));
    EIGENLAKE_ASSIGN_OR_RETURN(const auto kind, listed_member<std::string_view>(item, "type", name));
    if (kind != "tag" && kind != "branch")
      return fail(ErrorKind::kCorrupt, "expected type tag or branch in {}, found \"{}\"", name, kind);
    ref.kind = kind == "tag" ? SnapshotRef::Kind::kTag : SnapshotRef::Kind::kBranch;
    EIGENLAKE_ASSIGN_OR_RETURN(const auto keep, optional_listed_member(item, "min-snapshots-to-keep", name));
    if (keep) ref.min_snapshots_to_keep = static_cast<int>(*keep);
    EIGENLAKE_ASSIGN_OR_RETURN(ref.max_snapshot_age_ms,
                               optional_listed_member(item, "max-snapshot-age-ms", name));
    EIGENLAKE_ASSIGN_OR_RETURN(ref.max_ref_age_ms, optional_listed_member(item, "max-ref-age-ms", name));
    return ref;
  }

  /// Version 2 demands a sequence number of each snapshot; those of version 1 count as 0.
  void upgrade_snapshots() {
    for (Snapshot& snapshot : metadata_.snapshots) {
      metadata_.last_sequence_number = std::max(metadata_.last_sequence_number, snapshot.sequence_number);
      const std::string_view text = snapshot.json.view();
      if (text.contains("\"sequence-number\"")) continue;
      snapshot.json = SharedText(fmt::format("{{\"sequence-number\":0,{}", text.substr(1)));
    }
  }

  const std::shared_ptr<const std::string> text_;
  const std::vector<std::string_view> snapshot_texts_;  ///< Parts of text_.
  TableMetadata metadata_;
  Json fields_ = Json::object();
};

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// `"name":`. The names of tags are mostly such that nothing has to be escaped.
void append_name(std::string& out, const std::string& name) {
  const auto is_plain = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.';
  };
  if (std::ranges::all_of(name, is_plain)) {
    fmt::format_to(std::back_inserter(out), "\"{}\":", name);
  } else {
    out += dump(name) + ":";
  }
}

void append_ref(std::string& out, const SnapshotRef& ref) {
  fmt::format_to(std::back_inserter(out), "{{\"snapshot-id\":{},\"type\":\"{}\"", ref.snapshot_id,
                 ref.kind == SnapshotRef::Kind::kTag ? "tag" : "branch");
  const auto append = [&](std::string_view name, const auto& value) {
    if (value) fmt::format_to(std::back_inserter(out), ",\"{}\":{}", name, *value);
  };
  append("min-snapshots-to-keep", ref.min_snapshots_to_keep);
  append("max-snapshot-age-ms", ref.max_snapshot_age_ms);
  append("max-ref-age-ms", ref.max_ref_age_ms);
  out += '}';
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
    append_name(out, name);
    append_ref(out, ref);
  }
  out += '}';
}

}  // namespace

Result<TableMetadata> parse_table_metadata(std::string_view json) {
  auto text = std::make_shared<std::string>();
  text->reserve(json.size() + simdjson::SIMDJSON_PADDING);
  *text = json;
  dom::parser parser;
  dom::element root;
  if (const auto code = parser.parse(text->data(), text->size(), false).get(root);
      code != simdjson::SUCCESS) {
    return fail(ErrorKind::kCorrupt, "expected a JSON document, found: {}", simdjson::error_message(code));
  }
  dom::object object;
  if (root.get(object) != simdjson::SUCCESS)
    return fail(ErrorKind::kCorrupt, "expected a JSON object at the top");
  const simdjson::padded_string_view padded(text->data(), text->size(), text->capacity());
  EIGENLAKE_ASSIGN_OR_RETURN(TableMetadata metadata,
                             MetadataReader(text, snapshot_texts(padded)).read(object));
  EIGENLAKE_RETURN_IF_ERROR(check_table_metadata(metadata));
  return metadata;
}

std::string table_metadata_to_json(const TableMetadata& metadata) {
  std::string out;
  size_t size = 16384;
  constexpr size_t kLogEntryBytes = 80;
  constexpr size_t kRefBytes = 120;
  for (const Snapshot& snapshot : metadata.snapshots) size += snapshot.json.size() + kLogEntryBytes;
  size += metadata.refs.size() * kRefBytes;
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
               [](const Snapshot& snapshot) { return snapshot.json.view(); });
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
