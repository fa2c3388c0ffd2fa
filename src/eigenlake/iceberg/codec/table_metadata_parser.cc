#include "eigenlake/iceberg/codec/table_metadata_parser.h"

#include <algorithm>
#include <set>
#include <utility>

#include "eigenlake/iceberg/codec/json_fields.h"
#include "eigenlake/iceberg/codec/partition_spec_json.h"
#include "eigenlake/iceberg/codec/schema_json.h"
#include "eigenlake/iceberg/codec/snapshot_scan.h"
#include "eigenlake/iceberg/spec/table_metadata_check.h"
#include "eigenlake/json/simdjson.h"

namespace eigenlake::iceberg {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::SUCCESS;

constexpr int kDepthMax = 64;

std::unexpected<Error> malformed(simdjson::error_code code) {
  return fail(ErrorKind::kCorrupt, "expected a JSON document, found: {}", simdjson::error_message(code));
}

/// Hands each member of an object to `visit(name, value)`, which has to read the value or let it be.
template <typename Visit>
Result<> for_each_member(ondemand::object object, Visit visit) {
  for (auto item : object) {
    ondemand::field field;
    std::string_view name;
    if (const auto code = std::move(item).get(field); code != SUCCESS) return malformed(code);
    if (const auto code = field.unescaped_key().get(name); code != SUCCESS) return malformed(code);
    EIGENLAKE_RETURN_IF_ERROR(visit(name, field.value()));
  }
  return {};
}

/// Hands each item of an array to `visit(value)`.
template <typename Visit>
Result<> for_each_item(ondemand::array array, Visit visit) {
  for (auto item : array) {
    ondemand::value value;
    if (const auto code = std::move(item).get(value); code != SUCCESS) return malformed(code);
    EIGENLAKE_RETURN_IF_ERROR(visit(value));
  }
  return {};
}

template <typename Type>
std::unexpected<Error> wrong_type(simdjson::error_code code, std::string_view name, std::string_view whose) {
  if (code != simdjson::INCORRECT_TYPE && code != simdjson::NUMBER_ERROR) return malformed(code);
  constexpr std::string_view kWhat = std::is_same_v<Type, int64_t>            ? "an integer"
                                     : std::is_same_v<Type, std::string_view> ? "a string"
                                     : std::is_same_v<Type, ondemand::array>  ? "an array"
                                                                              : "an object";
  return fail(ErrorKind::kCorrupt, "expected {} as \"{}\"{}{}", kWhat, name, whose.empty() ? "" : " of ",
              whose);
}

/// The value as a `Type`. Errors: kCorrupt, naming the member and whose it is.
template <typename Type>
Result<Type> read_as(ondemand::value value, std::string_view name, std::string_view whose) {
  Type typed{};
  if (const auto code = value.get(typed); code != SUCCESS) return wrong_type<Type>(code, name, whose);
  return typed;
}

Result<bool> is_null(ondemand::value value) {
  bool null = false;
  if (const auto code = value.is_null().get(null); code != SUCCESS) return malformed(code);
  return null;
}

/// The same of one that may be null.
Result<std::optional<int64_t>> read_optional(ondemand::value value, std::string_view name,
                                             std::string_view whose) {
  EIGENLAKE_ASSIGN_OR_RETURN(const bool null, is_null(value));
  if (null) return std::nullopt;
  return read_as<int64_t>(value, name, whose);
}

/// The same of a number of 32 bits.
Result<std::optional<int>> read_optional_int(ondemand::value value, std::string_view name,
                                             std::string_view whose) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto number, read_optional(value, name, whose));
  if (!number) return std::nullopt;
  if (!std::in_range<int>(*number)) {
    return fail(ErrorKind::kCorrupt, "expected a 32-bit number as \"{}\" of {}, found {}", name, whose,
                *number);
  }
  return static_cast<int>(*number);
}

/// Reads everything within a value that is kept as its text, for what is wrong there would be found by
/// nobody.
Result<> check_value(ondemand::value value, int depth = 0) {
  if (depth > kDepthMax)
    return fail(ErrorKind::kCorrupt, "expected a JSON document, found one of more than {} levels", kDepthMax);
  const auto check = [](auto read) -> Result<> {
    if (read.error() != SUCCESS) return malformed(read.error());
    return {};
  };
  ondemand::json_type type{};
  if (const auto code = value.type().get(type); code != SUCCESS) return malformed(code);
  switch (type) {
    case ondemand::json_type::object: {
      EIGENLAKE_ASSIGN_OR_RETURN(const auto object, read_as<ondemand::object>(value, "", ""));
      return for_each_member(object,
                             [&](auto, ondemand::value inner) { return check_value(inner, depth + 1); });
    }
    case ondemand::json_type::array: {
      EIGENLAKE_ASSIGN_OR_RETURN(const auto array, read_as<ondemand::array>(value, "", ""));
      return for_each_item(array, [&](ondemand::value inner) { return check_value(inner, depth + 1); });
    }
    case ondemand::json_type::string:
      return check(value.get_string());
    case ondemand::json_type::number:
      return check(value.get_number());
    case ondemand::json_type::boolean:
      return check(value.get_bool());
    case ondemand::json_type::null:
      return check(value.is_null());
  }
  return malformed(simdjson::TAPE_ERROR);
}

/// The text of a value, a part of the document; reads none of it.
Result<std::string_view> text_of(ondemand::value value) {
  ondemand::json_type type{};
  std::string_view text;
  auto code = value.type().get(type);
  if (code == SUCCESS && type == ondemand::json_type::object) {
    ondemand::object object;
    code = value.get(object);
    if (code == SUCCESS) code = object.raw_json().get(text);
  } else if (code == SUCCESS && type == ondemand::json_type::array) {
    ondemand::array array;
    code = value.get(array);
    if (code == SUCCESS) code = array.raw_json().get(text);
  } else if (code == SUCCESS) {
    text = value.raw_json_token();
  }
  if (code != SUCCESS) return malformed(code);
  return text;
}

/// A text on one line, without spaces between its parts.
Result<std::string> minified(std::string_view text) {
  std::string result(text.size() + simdjson::SIMDJSON_PADDING, '\0');
  size_t size = 0;
  if (const auto code = simdjson::minify(text.data(), text.size(), result.data(), size); code != SUCCESS)
    return malformed(code);
  result.resize(size);
  return result;
}

/// Reads a metadata file member by member. What grows with the number of snapshots is read straight from the
/// text, in one pass, and snapshots stay the text that they were.
class MetadataReader {
 public:
  explicit MetadataReader(std::shared_ptr<const std::string> text) : text_(std::move(text)) {}

  /// Of a document that has lost the members in `scanned`.
  MetadataReader(std::shared_ptr<const std::string> rest, ScannedSnapshots scanned) : text_(std::move(rest)) {
    metadata_.refs = std::move(scanned.refs);
    metadata_.snapshots = std::move(scanned.snapshots);
    metadata_.snapshot_log = std::move(scanned.snapshot_log);
    seen_ = {"refs", "snapshots", "snapshot-log"};
  }

  Result<TableMetadata> read(ondemand::object object) {
    EIGENLAKE_RETURN_IF_ERROR(for_each_member(
        object, [this](std::string_view name, ondemand::value value) { return read_member(name, value); }));
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

  Result<> read_member(std::string_view name, ondemand::value value) {
    if (name == "snapshots" || name == "refs" || name == "snapshot-log") {
      if (!seen_.emplace(name).second)
        return fail(ErrorKind::kCorrupt, "expected \"{}\" once, found it twice", name);
      if (name == "snapshots") return read_snapshots(value);
      return name == "refs" ? read_refs(value) : read_snapshot_log(value);
    }
    if (name == "metadata-log") return read_metadata_log(value);
    EIGENLAKE_ASSIGN_OR_RETURN(const auto text, text_of(value));
    auto json = parse_json(text);
    if (!json) return fail_with_context(std::move(json).error(), fmt::format("in \"{}\"", name));
    if (is_known(name)) {
      fields_[std::string(name)] = *std::move(json);
    } else {
      EIGENLAKE_ASSIGN_OR_RETURN(auto kept, minified(text));
      metadata_.unknown_fields.emplace_back(name, std::move(kept));
    }
    return {};
  }

  Result<> read_snapshots(ondemand::value value) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto array, read_as<ondemand::array>(value, "snapshots", ""));
    return for_each_item(array, [this](ondemand::value item) -> Result<> {
      EIGENLAKE_ASSIGN_OR_RETURN(auto object, read_as<ondemand::object>(item, "snapshots", "the table"));
      EIGENLAKE_ASSIGN_OR_RETURN(auto snapshot, read_snapshot(object));
      if (const auto code = object.reset().error(); code != SUCCESS) return malformed(code);
      std::string_view text;
      if (const auto code = object.raw_json().get(text); code != SUCCESS) return malformed(code);
      EIGENLAKE_ASSIGN_OR_RETURN(snapshot.json, one_line(text));
      metadata_.snapshots.push_back(std::move(snapshot));
      return {};
    });
  }

  /// As it stands in the file, or on one line where another engine spread it over several.
  Result<SharedText> one_line(std::string_view text) const {
    if (!text.contains('\n')) return SharedText(text_, text);
    EIGENLAKE_ASSIGN_OR_RETURN(auto line, minified(text));
    return SharedText(std::move(line));
  }

  static Result<Snapshot> read_snapshot(ondemand::object object) {
    constexpr std::string_view kWhose = "a snapshot";
    Snapshot snapshot;
    bool has_id = false;
    bool has_timestamp = false;
    bool has_manifest_list = false;
    const auto read = [&](std::string_view name, ondemand::value value) -> Result<> {
      if (name == "summary") return check_value(value);
      if (name == "snapshot-id") {
        EIGENLAKE_ASSIGN_OR_RETURN(snapshot.snapshot_id, read_as<int64_t>(value, name, kWhose));
        has_id = true;
      } else if (name == "timestamp-ms") {
        EIGENLAKE_ASSIGN_OR_RETURN(snapshot.timestamp_ms, read_as<int64_t>(value, name, kWhose));
        has_timestamp = true;
      } else if (name == "manifest-list") {
        EIGENLAKE_ASSIGN_OR_RETURN(const auto path, read_as<std::string_view>(value, name, kWhose));
        has_manifest_list = !path.empty();
      } else if (name == "sequence-number") {
        EIGENLAKE_ASSIGN_OR_RETURN(const auto number, read_optional(value, name, kWhose));
        snapshot.sequence_number = number.value_or(0);
      } else if (name == "parent-snapshot-id") {
        EIGENLAKE_ASSIGN_OR_RETURN(snapshot.parent_snapshot_id, read_optional(value, name, kWhose));
      } else if (name == "schema-id") {
        EIGENLAKE_ASSIGN_OR_RETURN(snapshot.schema_id, read_optional_int(value, name, kWhose));
      } else {
        return check_value(value);
      }
      return {};
    };
    auto done = for_each_member(object, read);
    if (done && !has_id) done = missing("an integer", "snapshot-id");
    if (done && !has_timestamp) done = missing("an integer", "timestamp-ms");
    if (done && !has_manifest_list) done = missing("a string", "manifest-list");
    if (done) return snapshot;
    if (!has_id) return std::unexpected(std::move(done).error());
    return fail_with_context(std::move(done).error(), fmt::format("in snapshot {}", snapshot.snapshot_id));
  }

  static std::unexpected<Error> missing(std::string_view what, std::string_view name) {
    return fail(ErrorKind::kCorrupt, "expected {} as \"{}\" of a snapshot, found none", what, name);
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

  Result<> read_snapshot_log(ondemand::value value) {
    return read_log(value, "snapshot-log", [this](ondemand::object item) -> Result<> {
      SnapshotLogEntry entry;
      EIGENLAKE_RETURN_IF_ERROR(read_members(item, "snapshot-log", "timestamp-ms", entry.timestamp_ms,
                                             "snapshot-id", entry.snapshot_id));
      metadata_.snapshot_log.push_back(entry);
      return {};
    });
  }

  Result<> read_metadata_log(ondemand::value value) {
    return read_log(value, "metadata-log", [this](ondemand::object item) -> Result<> {
      MetadataLogEntry entry;
      EIGENLAKE_RETURN_IF_ERROR(read_members(item, "metadata-log", "timestamp-ms", entry.timestamp_ms,
                                             "metadata-file", entry.metadata_file));
      metadata_.metadata_log.push_back(std::move(entry));
      return {};
    });
  }

  /// Hands each entry of a list, which may be null, to `visit`.
  template <typename Visit>
  static Result<> read_log(ondemand::value value, std::string_view name, Visit visit) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool null, is_null(value));
    if (null) return {};
    EIGENLAKE_ASSIGN_OR_RETURN(const auto list, read_as<ondemand::array>(value, name, ""));
    return for_each_item(list, [&](ondemand::value item) -> Result<> {
      EIGENLAKE_ASSIGN_OR_RETURN(const auto object, read_as<ondemand::object>(item, name, "the table"));
      return visit(object);
    });
  }

  /// Two members of an entry of `list`, both of which it must have; what else it has is left out.
  template <typename First, typename Second>
  static Result<> read_members(ondemand::object entry, std::string_view list, std::string_view first_name,
                               First& first, std::string_view second_name, Second& second) {
    bool has_first = false;
    bool has_second = false;
    const auto read = [&](std::string_view name, ondemand::value value) -> Result<> {
      if (name == first_name) {
        EIGENLAKE_ASSIGN_OR_RETURN(first, read_as<Readable<First>>(value, name, list));
        has_first = true;
      } else if (name == second_name) {
        EIGENLAKE_ASSIGN_OR_RETURN(second, read_as<Readable<Second>>(value, name, list));
        has_second = true;
      }
      return {};
    };
    EIGENLAKE_RETURN_IF_ERROR(for_each_member(entry, read));
    if (has_first && has_second) return {};
    return fail(ErrorKind::kCorrupt, "expected \"{}\" of {}, found none",
                has_first ? second_name : first_name, list);
  }

  template <typename Type>
  using Readable = std::conditional_t<std::is_same_v<Type, std::string>, std::string_view, Type>;

  Result<> read_refs(ondemand::value value) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto refs, read_as<ondemand::object>(value, "refs", ""));
    return for_each_member(refs, [this](std::string_view name, ondemand::value item) -> Result<> {
      EIGENLAKE_ASSIGN_OR_RETURN(const auto object, read_as<ondemand::object>(item, name, "refs"));
      EIGENLAKE_ASSIGN_OR_RETURN(auto ref, read_ref(object, name));
      // In most files they are in order.
      metadata_.refs.insert_or_assign(metadata_.refs.end(), std::string(name), std::move(ref));
      return {};
    });
  }

  void add_main_branch() {
    if (!metadata_.current_snapshot_id || metadata_.refs.contains(kMainBranch)) return;
    metadata_.refs[kMainBranch] = {*metadata_.current_snapshot_id, SnapshotRef::Kind::kBranch, {}, {}, {}};
  }

  static Result<SnapshotRef> read_ref(ondemand::object object, std::string_view ref_name) {
    SnapshotRef ref;
    bool has_id = false;
    std::optional<std::string_view> kind;
    const auto read = [&](std::string_view name, ondemand::value value) -> Result<> {
      if (name == "snapshot-id") {
        EIGENLAKE_ASSIGN_OR_RETURN(ref.snapshot_id, read_as<int64_t>(value, name, ref_name));
        has_id = true;
      } else if (name == "type") {
        EIGENLAKE_ASSIGN_OR_RETURN(kind, read_as<std::string_view>(value, name, ref_name));
      } else if (name == "min-snapshots-to-keep") {
        EIGENLAKE_ASSIGN_OR_RETURN(ref.min_snapshots_to_keep, read_optional_int(value, name, ref_name));
      } else if (name == "max-snapshot-age-ms") {
        EIGENLAKE_ASSIGN_OR_RETURN(ref.max_snapshot_age_ms, read_optional(value, name, ref_name));
      } else if (name == "max-ref-age-ms") {
        EIGENLAKE_ASSIGN_OR_RETURN(ref.max_ref_age_ms, read_optional(value, name, ref_name));
      }
      return {};
    };
    EIGENLAKE_RETURN_IF_ERROR(for_each_member(object, read));
    if (!has_id)
      return fail(ErrorKind::kCorrupt, "expected an integer as \"snapshot-id\" of ref {}, found none",
                  ref_name);
    if (kind != "tag" && kind != "branch")
      return fail(ErrorKind::kCorrupt, "expected type tag or branch in ref {}, found \"{}\"", ref_name,
                  kind.value_or("none"));
    ref.kind = kind == "tag" ? SnapshotRef::Kind::kTag : SnapshotRef::Kind::kBranch;
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
  TableMetadata metadata_;
  std::set<std::string, std::less<>> seen_;  ///< Of refs, snapshots and their log, those that were read.
  Json fields_ = Json::object();
};

Result<TableMetadata> read_document(const std::shared_ptr<std::string>& text, MetadataReader reader) {
  text->reserve(text->size() + simdjson::SIMDJSON_PADDING);
  ondemand::parser parser;
  ondemand::document document;
  const simdjson::padded_string_view padded(text->data(), text->size(), text->capacity());
  if (const auto code = parser.iterate(padded).get(document); code != SUCCESS) return malformed(code);
  ondemand::json_type type{};
  if (const auto code = document.type().get(type); code != SUCCESS) return malformed(code);
  if (type != ondemand::json_type::object)
    return fail(ErrorKind::kCorrupt, "expected a JSON object at the top");
  ondemand::object object;
  if (const auto code = document.get_object().get(object); code != SUCCESS) return malformed(code);
  EIGENLAKE_ASSIGN_OR_RETURN(TableMetadata metadata, reader.read(object));
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
    return fail(ErrorKind::kCorrupt, "expected a JSON document, found more behind its end");
  return metadata;
}

}  // namespace

Result<TableMetadata> parse_table_metadata(std::string json) {
  const auto text = std::make_shared<std::string>(std::move(json));
  TableMetadata metadata;
  if (auto scanned = scan_snapshots(text)) {
    const auto rest = std::make_shared<std::string>(std::move(scanned->rest));
    EIGENLAKE_ASSIGN_OR_RETURN(metadata, read_document(rest, MetadataReader(rest, *std::move(scanned))));
  } else {
    EIGENLAKE_ASSIGN_OR_RETURN(metadata, read_document(text, MetadataReader(text)));
  }
  EIGENLAKE_RETURN_IF_ERROR(check_table_metadata(metadata));
  return metadata;
}

}  // namespace eigenlake::iceberg
