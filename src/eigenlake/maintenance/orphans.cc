#include "eigenlake/maintenance/orphans.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <unordered_set>

#include "eigenlake/iceberg/codec/metadata_file.h"
#include "eigenlake/iceberg/codec/table_metadata_parser.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/maintenance/reachable_files.h"

namespace eigenlake {
namespace {

constexpr std::string_view kMetadataFile = ".metadata.json";

/// In metadata/ only what writers of Iceberg put there: a version hint and whatever else lies there stay.
bool may_be_orphan(std::string_view key, std::string_view directory) {
  const std::string_view relative = key.substr(directory.size() + 1);
  if (relative.starts_with("data/")) return true;
  if (!relative.starts_with("metadata/")) return false;
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{".avro", kMetadataFile, ".stats", ".puffin"},
      [&](std::string_view suffix) { return relative.ends_with(suffix); });
}

/// Whether every batch of another table's metadata is one of this table too: an attempt to create it that was
/// interrupted or lost the race.
bool is_attempt_at(const iceberg::Table& table, const iceberg::TableMetadata& other) {
  return std::ranges::all_of(other.snapshots, [&](const iceberg::Snapshot& snapshot) {
    const auto batch = batch_of(snapshot);
    return batch && snapshot_of_batch(table.metadata(), *batch) != nullptr;
  });
}

using MetadataPointer = std::shared_ptr<const iceberg::TableMetadata>;

/// Metadata files in a table's folder that the catalog does not know.
class OtherMetadata {
 public:
  explicit OtherMetadata(const iceberg::Table& table) : table_(table) {}

  /// Keeps it where it may be needed: a state newer than the catalog's, as of an attempt whose writer died or
  /// of another catalog; or another table, which lay in the same folder before or is in another catalog. Of
  /// each table the newest state counts; what an older one needs beyond it has expired.
  Result<> add(const std::string& key) {
    const auto json = iceberg::read_metadata_text(table_.store(), key);
    if (!json && (json.error().kind == ErrorKind::kNotFound || json.error().kind == ErrorKind::kCorrupt))
      return {};
    if (!json) return std::unexpected(json.error());
    auto parsed = iceberg::parse_table_metadata(*std::move(json));
    // What it needs is unknown.
    if (!parsed && parsed.error().kind == ErrorKind::kUnsupported)
      return fail_with_context(std::move(parsed).error(), "while reading " + table_.store().uri_of(key));
    if (!parsed) return {};
    const iceberg::TableMetadata& own = table_.metadata();
    const bool is_same_table = parsed->table_uuid == own.table_uuid;
    if (is_same_table && parsed->last_updated_ms <= own.last_updated_ms) return {};
    if (!is_same_table && is_attempt_at(table_, *parsed)) return {};
    State& newest = newest_[parsed->table_uuid];
    const auto age = [](const State& state) {
      return std::tuple(state.metadata->last_sequence_number, state.metadata->last_updated_ms, state.key);
    };
    State state{key, std::make_shared<const iceberg::TableMetadata>(*std::move(parsed))};
    if (!newest.metadata || age(newest) < age(state)) newest = std::move(state);
    return {};
  }

  /// Errors: kStore where files of one are gone, so that the others that it needs are unknown.
  Result<std::unordered_set<std::string>> reachable() const {
    std::unordered_set<std::string> all;
    for (const auto& [uuid, state] : newest_) {
      const iceberg::Table other(table_.catalog(), table_.shared_store(), table_.identifier(),
                                 table_.directory_key(), state.key, state.metadata);
      auto found = reachable_files(other);
      if (!found)
        return fail_with_context(
            std::move(found).error(),
            fmt::format("which {} needs, the metadata file of another state or table that the catalog does "
                        "not have; move it away if nobody needs it",
                        table_.store().uri_of(state.key)));
      all.merge(*found);
    }
    return all;
  }

 private:
  struct State {
    std::string key;
    MetadataPointer metadata;
  };

  const iceberg::Table& table_;
  std::map<std::string, State> newest_;  ///< By uuid.
};

}  // namespace

Result<std::vector<ObjectInfo>> find_orphans(iceberg::Table& table, int64_t older_than_ms) {
  const std::string& directory = table.directory_key();
  std::vector<ObjectInfo> objects;
  for (const char* folder : {"/data/", "/metadata/"}) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto listed, table.store().list(directory + folder));
    std::ranges::move(listed, std::back_inserter(objects));
  }
  // Listed first: what was committed since is reachable now.
  EIGENLAKE_RETURN_IF_ERROR(iceberg::refresh(table));
  EIGENLAKE_ASSIGN_OR_RETURN(auto reachable, reachable_files(table));
  OtherMetadata others(table);
  for (const ObjectInfo& object : objects)
    if (object.key.ends_with(kMetadataFile) && !reachable.contains(object.key))
      EIGENLAKE_RETURN_IF_ERROR(others.add(object.key));
  EIGENLAKE_ASSIGN_OR_RETURN(auto needed_by_others, others.reachable());
  reachable.merge(needed_by_others);
  std::erase_if(objects, [&](const ObjectInfo& object) {
    const bool is_old = object.modified_ms != 0 && object.modified_ms < older_than_ms;
    return !is_old || !may_be_orphan(object.key, directory) || reachable.contains(object.key);
  });
  return objects;
}

Result<> remove_orphans(iceberg::Table& table, const std::vector<ObjectInfo>& orphans) {
  std::vector<std::string> keys;
  for (const ObjectInfo& object : orphans) keys.push_back(object.key);
  return table.store().remove_all(keys);
}

}  // namespace eigenlake
