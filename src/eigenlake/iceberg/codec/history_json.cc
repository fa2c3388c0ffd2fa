// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/codec/history_json.h"

#include <utility>

namespace eigenlake::iceberg {
namespace {

/// The value at the cursor is not `what`; invalid JSON is reported first.
std::unexpected<Error> wrong_type(JsonCursor& at, std::string_view what, std::string_view name,
                                  std::string_view whose) {
  if (auto skipped = at.skip_value(); !skipped) return std::unexpected(std::move(skipped).error());
  return fail(ErrorKind::kCorrupt, "'{}'{}{} must be {}", name, whose.empty() ? "" : " of ", whose, what);
}

Result<> require_object(JsonCursor& at, std::string_view name, std::string_view whose) {
  return at.is_at('{') ? Result<>() : wrong_type(at, "an object", name, whose);
}

Result<> require_array(JsonCursor& at, std::string_view name, std::string_view whose) {
  return at.is_at('[') ? Result<>() : wrong_type(at, "an array", name, whose);
}

Result<> take(JsonCursor& at, int64_t& integer, std::string_view name, std::string_view whose) {
  return at.take_integer(integer) ? Result<>() : wrong_type(at, "an integer", name, whose);
}

Result<> take(JsonCursor& at, std::string& string, std::string_view name, std::string_view whose) {
  std::string_view escaped;
  if (!at.take_string(escaped)) return wrong_type(at, "a string", name, whose);
  string = unescaped_json(escaped);
  return {};
}

Result<> take(JsonCursor& at, std::optional<int64_t>& integer, std::string_view name,
              std::string_view whose) {
  integer.reset();
  return at.take_null() ? Result<>() : take(at, integer.emplace(), name, whose);
}

Result<> take(JsonCursor& at, std::optional<int>& integer, std::string_view name, std::string_view whose) {
  std::optional<int64_t> wide;
  EIGENLAKE_RETURN_IF_ERROR(take(at, wide, name, whose));
  if (wide && !std::in_range<int>(*wide))
    return fail(ErrorKind::kCorrupt, "'{}' of {} must be a 32-bit number, got {}", name, whose, *wide);
  integer = wide;
  return {};
}

std::unexpected<Error> missing(std::string_view name) {
  return fail(ErrorKind::kCorrupt, "a snapshot has no '{}'", name);
}

/// The required members that were found.
struct SnapshotMembers {
  bool has_id = false;
  bool has_timestamp = false;
  bool has_manifest_list = false;

  Result<> check() const {
    if (!has_id) return missing("snapshot-id");
    if (!has_timestamp) return missing("timestamp-ms");
    return has_manifest_list ? Result<>() : missing("manifest-list");
  }
};

Result<> take_member(JsonCursor& at, std::string_view name, Snapshot& snapshot, SnapshotMembers& found) {
  constexpr std::string_view kWhose = "a snapshot";
  if (name == "snapshot-id") {
    EIGENLAKE_RETURN_IF_ERROR(take(at, snapshot.snapshot_id, name, kWhose));
    found.has_id = true;
    return {};
  }
  if (name == "timestamp-ms") {
    found.has_timestamp = true;
    return take(at, snapshot.timestamp_ms, name, kWhose);
  }
  if (name == "manifest-list") {
    std::string_view path;
    if (!at.take_string(path)) return wrong_type(at, "a string", name, kWhose);
    found.has_manifest_list = !path.empty();
    return {};
  }
  if (name == "sequence-number") {
    std::optional<int64_t> number;
    EIGENLAKE_RETURN_IF_ERROR(take(at, number, name, kWhose));
    snapshot.sequence_number = number.value_or(0);
    return {};
  }
  if (name == "parent-snapshot-id") return take(at, snapshot.parent_snapshot_id, name, kWhose);
  if (name == "schema-id") return take(at, snapshot.schema_id, name, kWhose);
  return at.skip_value();
}

/// All members but `json`.
Result<> take_snapshot(JsonCursor& at, Snapshot& snapshot) {
  SnapshotMembers found;
  auto done =
      for_each_member(at, [&](std::string_view name) { return take_member(at, name, snapshot, found); });
  if (done) done = found.check();
  if (done || !found.has_id) return done;
  return fail_with_context(std::move(done).error(), fmt::format("in snapshot {}", snapshot.snapshot_id));
}

/// Calls `visit` for each entry of a list, which may be null.
template <typename Visit>
Result<> take_log(JsonCursor& at, std::string_view name, Visit visit) {
  if (at.take_null()) return {};
  EIGENLAKE_RETURN_IF_ERROR(require_array(at, name, ""));
  return for_each_item(at, [&]() -> Result<> {
    EIGENLAKE_RETURN_IF_ERROR(require_object(at, name, "the table"));
    return visit();
  });
}

/// The two required members of an entry of `list`; others are skipped.
template <typename First, typename Second>
Result<> take_members(JsonCursor& at, std::string_view list, std::string_view first_name, First& first,
                      std::string_view second_name, Second& second) {
  bool has_first = false;
  bool has_second = false;
  EIGENLAKE_RETURN_IF_ERROR(for_each_member(at, [&](std::string_view name) -> Result<> {
    has_first |= name == first_name;
    has_second |= name == second_name;
    if (name == first_name) return take(at, first, name, list);
    return name == second_name ? take(at, second, name, list) : at.skip_value();
  }));
  if (has_first && has_second) return {};
  return fail(ErrorKind::kCorrupt, "an entry of {} has no '{}'", list, has_first ? second_name : first_name);
}

Result<> take_ref(JsonCursor& at, std::string_view ref_name, SnapshotRef& ref) {
  ref = {};
  bool has_id = false;
  std::string kind = "none";
  EIGENLAKE_RETURN_IF_ERROR(for_each_member(at, [&](std::string_view name) -> Result<> {
    has_id |= name == "snapshot-id";
    if (name == "snapshot-id") return take(at, ref.snapshot_id, name, ref_name);
    if (name == "type") return take(at, kind, name, ref_name);
    if (name == "min-snapshots-to-keep") return take(at, ref.min_snapshots_to_keep, name, ref_name);
    if (name == "max-snapshot-age-ms") return take(at, ref.max_snapshot_age_ms, name, ref_name);
    if (name == "max-ref-age-ms") return take(at, ref.max_ref_age_ms, name, ref_name);
    return at.skip_value();
  }));
  if (!has_id) return fail(ErrorKind::kCorrupt, "ref {} has no 'snapshot-id'", ref_name);
  if (kind != "tag" && kind != "branch")
    return fail(ErrorKind::kCorrupt, "ref {} must be a tag or a branch, got '{}'", ref_name, kind);
  ref.kind = kind == "tag" ? SnapshotRef::Kind::kTag : SnapshotRef::Kind::kBranch;
  return {};
}

}  // namespace

Result<> take_snapshots(JsonCursor& at, const std::shared_ptr<const std::string>& text,
                        std::vector<Snapshot>& snapshots) {
  EIGENLAKE_RETURN_IF_ERROR(require_array(at, "snapshots", ""));
  return for_each_item(at, [&]() -> Result<> {
    EIGENLAKE_RETURN_IF_ERROR(require_object(at, "snapshots", "the table"));
    const char* const begin = at.position();
    Snapshot& snapshot = snapshots.emplace_back();
    EIGENLAKE_RETURN_IF_ERROR(take_snapshot(at, snapshot));
    const std::string_view json(begin, at.position());
    snapshot.json = json.contains('\n') ? SharedText(minified_json(json)) : SharedText(text, json);
    return {};
  });
}

Result<> take_refs(JsonCursor& at, decltype(TableMetadata::refs)& refs) {
  EIGENLAKE_RETURN_IF_ERROR(require_object(at, "refs", ""));
  return for_each_member(at, [&](std::string_view name) -> Result<> {
    EIGENLAKE_RETURN_IF_ERROR(require_object(at, name, "refs"));
    // Mostly in order.
    SnapshotRef& ref = refs.try_emplace(refs.end(), std::string(name))->second;
    return take_ref(at, name, ref);
  });
}

Result<> take_snapshot_log(JsonCursor& at, std::vector<SnapshotLogEntry>& log) {
  return take_log(at, "snapshot-log", [&] {
    auto& entry = log.emplace_back();
    return take_members(at, "snapshot-log", "timestamp-ms", entry.timestamp_ms, "snapshot-id",
                        entry.snapshot_id);
  });
}

Result<> take_metadata_log(JsonCursor& at, std::vector<MetadataLogEntry>& log) {
  return take_log(at, "metadata-log", [&] {
    auto& entry = log.emplace_back();
    return take_members(at, "metadata-log", "timestamp-ms", entry.timestamp_ms, "metadata-file",
                        entry.metadata_file);
  });
}

}  // namespace eigenlake::iceberg
