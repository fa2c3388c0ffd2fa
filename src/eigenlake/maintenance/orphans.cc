// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/orphans.h"

#include <algorithm>
#include <map>
#include <memory>
#include <tuple>

#include "eigenlake/base/side_by_side.h"
#include "eigenlake/iceberg/codec/metadata_file.h"
#include "eigenlake/iceberg/codec/table_metadata_parser.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/spec/table_statistics.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/lake/lake_tables.h"

namespace eigenlake {
namespace {

using iceberg::ManifestFile;

class Reachable {
 public:
  explicit Reachable(const iceberg::Table& table) : table_(table) {}

  Result<std::unordered_set<std::string>> find() {
    const auto& metadata = table_.metadata();
    const std::string own = table_.metadata_uri();
    if (!own.empty()) EIGENLAKE_RETURN_IF_ERROR(add(own));
    for (const auto& entry : metadata.metadata_log) EIGENLAKE_RETURN_IF_ERROR(add(entry.metadata_file));
    for (const auto& path : iceberg::statistics_files(metadata, [](int64_t) { return true; }))
      EIGENLAKE_RETURN_IF_ERROR(add(path));
    EIGENLAKE_RETURN_IF_ERROR(read_lists());
    EIGENLAKE_RETURN_IF_ERROR(read_manifests());
    return std::move(keys_);
  }

 private:
  /// A recorded path outside of the store cannot be an orphan.
  Result<> add(const std::string& path) {
    auto key = table_.key_of(path);
    if (key) keys_.insert(*std::move(key));
    return key || key.error().kind == ErrorKind::kNotFound ? Result<>() : std::unexpected(key.error());
  }

  Result<> read_lists() {
    const auto& snapshots = table_.metadata().snapshots;
    std::vector<std::vector<ManifestFile>> lists(snapshots.size());
    EIGENLAKE_RETURN_IF_ERROR(wait_side_by_side(snapshots.size(), [&](size_t i) -> Result<> {
      EIGENLAKE_ASSIGN_OR_RETURN(lists[i], iceberg::read_manifest_list(table_, snapshots[i]));
      return {};
    }));
    for (size_t i = 0; i < snapshots.size(); ++i) {
      EIGENLAKE_RETURN_IF_ERROR(add(snapshots[i].manifest_list()));
      for (ManifestFile& file : lists[i]) manifests_.try_emplace(file.manifest_path, std::move(file));
    }
    return {};
  }

  Result<> read_manifests() {
    std::vector<const ManifestFile*> files;
    for (const auto& [path, file] : manifests_) files.push_back(&file);
    std::vector<std::vector<std::string>> paths(files.size());
    EIGENLAKE_RETURN_IF_ERROR(wait_side_by_side(files.size(), [&](size_t i) -> Result<> {
      EIGENLAKE_ASSIGN_OR_RETURN(const auto manifest, iceberg::read_manifest(table_, *files[i]));
      for (const auto& entry : manifest.entries)
        if (entry.is_live()) paths[i].push_back(entry.data_file.file_path);
      return {};
    }));
    for (size_t i = 0; i < files.size(); ++i) {
      EIGENLAKE_RETURN_IF_ERROR(add(files[i]->manifest_path));
      for (const std::string& path : paths[i]) EIGENLAKE_RETURN_IF_ERROR(add(path));
    }
    return {};
  }

  const iceberg::Table& table_;
  std::map<std::string, ManifestFile> manifests_;
  std::unordered_set<std::string> keys_;
};

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
    std::shared_ptr<const iceberg::TableMetadata> metadata;
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

Result<std::unordered_set<std::string>> reachable_files(const iceberg::Table& table) {
  return Reachable(table).find();
}

}  // namespace eigenlake
