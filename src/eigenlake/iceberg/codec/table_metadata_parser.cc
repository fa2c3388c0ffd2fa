// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/codec/table_metadata_parser.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "eigenlake/iceberg/codec/history_json.h"
#include "eigenlake/iceberg/codec/json_fields.h"
#include "eigenlake/iceberg/codec/metadata_file.h"
#include "eigenlake/iceberg/codec/partition_spec_json.h"
#include "eigenlake/iceberg/codec/schema_json.h"
#include "eigenlake/iceberg/spec/table_metadata_check.h"
#include "eigenlake/json/json_cursor.h"
#include "eigenlake/json/utf8.h"

namespace eigenlake::iceberg {
namespace {

/// Whether the object has the member itself; one of its own members may have another of that name.
/// Requires: it is JSON.
bool has_member(std::string_view object, std::string_view name) {
  JsonCursor at(object);
  bool found = false;
  std::ignore = for_each_member(at, [&](std::string_view member) {
    found |= member == name;
    return at.skip_value();
  });
  return found;
}

/// Above the limit of parse_json, which reports it.
constexpr int kLevelsMax = 300;

constexpr std::string_view kKnownFields[] = {"format-version",
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

/// Reads a metadata file member by member. The history is read from the text in one pass.
class MetadataReader {
 public:
  explicit MetadataReader(std::shared_ptr<const std::string> text) : text_(std::move(text)), at_(*text_) {}

  Result<TableMetadata> read() {
    EIGENLAKE_RETURN_IF_ERROR(read_members());
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
  Result<> read_members() {
    if (!is_valid_utf8(*text_)) return fail(ErrorKind::kCorrupt, "the document is not UTF-8");
    if (!at_.is_at('{')) {
      EIGENLAKE_RETURN_IF_ERROR(at_.skip_value(kLevelsMax));
      return fail(ErrorKind::kCorrupt, "the document must be a JSON object");
    }
    EIGENLAKE_RETURN_IF_ERROR(for_each_member(at_, [&](std::string_view name) { return read_member(name); }));
    if (at_.is_at_end()) return {};
    return fail(ErrorKind::kCorrupt, "more text follows the end of the JSON document");
  }

  Result<> read_member(std::string_view name) {
    if (name == "snapshots" || name == "refs" || name == "snapshot-log")
      if (!seen_.emplace(name).second) return fail(ErrorKind::kCorrupt, "'{}' appears twice", name);
    if (name == "snapshots") return take_snapshots(at_, text_, metadata_.snapshots);
    if (name == "refs") return take_refs(at_, metadata_.refs);
    if (name == "snapshot-log") return take_snapshot_log(at_, metadata_.snapshot_log);
    if (name == "metadata-log") return take_metadata_log(at_, metadata_.metadata_log);
    return read_field(name);
  }

  Result<> read_field(std::string_view name) {
    if (at_.is_at_end()) return at_.malformed();
    const char* const begin = at_.position();
    EIGENLAKE_RETURN_IF_ERROR(at_.skip_value(kLevelsMax));
    const std::string_view text(begin, at_.position());
    auto json = parse_json(text);
    if (!json) return fail_with_context(std::move(json).error(), fmt::format("in \"{}\"", name));
    if (std::ranges::find(kKnownFields, name) != std::end(kKnownFields))
      fields_[std::string(name)] = *std::move(json);
    else
      metadata_.unknown_fields.emplace_back(name, minified_json(text));
    return {};
  }

  Result<> read_version_and_counters() {
    EIGENLAKE_ASSIGN_OR_RETURN(metadata_.format_version, int_member(fields_, "format-version"));
    if (metadata_.format_version > 2)
      return fail(ErrorKind::kUnsupported,
                  "unsupported Iceberg format version {} (supported: 1 and 2): its deletion vectors, row "
                  "lineage, default values and new types are not read",
                  metadata_.format_version);
    if (metadata_.format_version < 1)
      return fail(ErrorKind::kCorrupt, "invalid Iceberg format version {} (supported: 1 and 2)",
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
    EIGENLAKE_ASSIGN_OR_RETURN(metadata_.schemas, list_member(fields_, "schemas", schema_from_json));
    EIGENLAKE_ASSIGN_OR_RETURN(metadata_.current_schema_id, int_member(fields_, "current-schema-id"));
    return {};
  }

  Result<> read_partition_specs() {
    if (metadata_.format_version == 1 && find_member(fields_, "partition-specs") == nullptr) {
      EIGENLAKE_ASSIGN_OR_RETURN(const Json* list, array_member(fields_, "partition-spec"));
      EIGENLAKE_ASSIGN_OR_RETURN(metadata_.partition_specs.emplace_back(),
                                 partition_spec_from_fields(0, *list));
    } else {
      EIGENLAKE_ASSIGN_OR_RETURN(metadata_.partition_specs,
                                 list_member(fields_, "partition-specs", partition_spec_from_json));
      EIGENLAKE_ASSIGN_OR_RETURN(metadata_.default_spec_id, int_member(fields_, "default-spec-id"));
    }
    for (const PartitionSpec& spec : metadata_.partition_specs)
      for (const PartitionField& field : spec.fields)
        metadata_.last_partition_id = std::max(metadata_.last_partition_id, field.field_id);
    EIGENLAKE_ASSIGN_OR_RETURN(const auto last_id, optional_int_member(fields_, "last-partition-id"));
    metadata_.last_partition_id = last_id.value_or(metadata_.last_partition_id);
    return {};
  }

  Result<> read_sort_orders() {
    if (metadata_.format_version == 1 && find_member(fields_, "sort-orders") == nullptr) {
      metadata_.sort_orders.push_back({});
      return {};
    }
    EIGENLAKE_ASSIGN_OR_RETURN(metadata_.sort_orders,
                               list_member(fields_, "sort-orders", sort_order_from_json));
    EIGENLAKE_ASSIGN_OR_RETURN(metadata_.default_sort_order_id, int_member(fields_, "default-sort-order-id"));
    return {};
  }

  Result<> read_properties() {
    if (find_member(fields_, "properties") == nullptr) return {};
    EIGENLAKE_ASSIGN_OR_RETURN(const Json* properties, object_member(fields_, "properties"));
    for (const auto& [key, value] : properties->items()) {
      if (!value.is_string()) return fail(ErrorKind::kCorrupt, "property '{}' must be a string", key);
      metadata_.properties[key] = value.get<std::string>();
    }
    return {};
  }

  void add_main_branch() {
    if (!metadata_.current_snapshot_id || metadata_.refs.contains(kMainBranch)) return;
    metadata_.refs[kMainBranch] = {*metadata_.current_snapshot_id, SnapshotRef::Kind::kBranch, {}, {}, {}};
  }

  /// Version 2 requires sequence numbers; those of version 1 are 0.
  void upgrade_snapshots() {
    for (Snapshot& snapshot : metadata_.snapshots) {
      metadata_.last_sequence_number = std::max(metadata_.last_sequence_number, snapshot.sequence_number);
      const std::string_view text = snapshot.json.view();
      if (has_member(text, "sequence-number")) continue;
      snapshot.json = SharedText(fmt::format("{{\"sequence-number\":0,{}", text.substr(1)));
    }
  }

  const std::shared_ptr<const std::string> text_;
  JsonCursor at_;
  TableMetadata metadata_;
  std::set<std::string, std::less<>> seen_;  ///< Members of the history.
  Json fields_ = Json::object();
};

}  // namespace

Result<TableMetadata> parse_table_metadata(std::string json) {
  EIGENLAKE_ASSIGN_OR_RETURN(TableMetadata metadata,
                             MetadataReader(std::make_shared<const std::string>(std::move(json))).read());
  EIGENLAKE_RETURN_IF_ERROR(check_table_metadata(metadata));
  return metadata;
}

Result<TableMetadata> read_table_metadata(ObjectStore& store, std::string_view key) {
  EIGENLAKE_ASSIGN_OR_RETURN(std::string text, read_metadata_text(store, key));
  return parse_table_metadata(std::move(text));
}

}  // namespace eigenlake::iceberg
