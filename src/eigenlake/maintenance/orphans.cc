#include "eigenlake/maintenance/orphans.h"

#include <algorithm>
#include <memory>
#include <string>
#include <unordered_set>

#include "eigenlake/iceberg/codec/metadata_file.h"
#include "eigenlake/iceberg/codec/table_metadata_json.h"
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

/// Whether every batch of another table's metadata is one of this table too: an attempt to make it, and its
/// writer died or was not the first.
bool is_attempt_at(const iceberg::Table& table, const iceberg::TableMetadata& other) {
  return std::ranges::all_of(other.snapshots, [&](const iceberg::Snapshot& snapshot) {
    const auto batch = batch_of(snapshot);
    return batch && snapshot_of_batch(table.metadata(), *batch) != nullptr;
  });
}

/// What a metadata file needs that the catalog does not tell of: a state newer than the catalog's, as of an
/// attempt whose writer died or of another catalog; or another table, which lies in the same folder and whose
/// catalog is not this one. Nothing for other files.
Result<std::unordered_set<std::string>> needed_by_others(const iceberg::Table& table,
                                                         const std::string& key) {
  std::unordered_set<std::string> none;
  const auto json = iceberg::read_metadata_text(table.store(), key);
  if (!json && (json.error().kind == ErrorKind::kNotFound || json.error().kind == ErrorKind::kCorrupt))
    return none;
  if (!json) return std::unexpected(json.error());
  auto found = iceberg::parse_table_metadata(*std::move(json));
  if (!found) return none;
  const bool is_same_table = found->table_uuid == table.metadata().table_uuid;
  if (is_same_table && found->last_updated_ms <= table.metadata().last_updated_ms) return none;
  if (!is_same_table && is_attempt_at(table, *found)) return none;
  const iceberg::Table other(table.catalog(), table.shared_store(), table.identifier(), table.directory_key(),
                             key, std::make_shared<const iceberg::TableMetadata>(*std::move(found)));
  return reachable_files(other);
}

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
  for (const ObjectInfo& object : objects) {
    if (!object.key.ends_with(kMetadataFile) || reachable.contains(object.key)) continue;
    EIGENLAKE_ASSIGN_OR_RETURN(auto needed, needed_by_others(table, object.key));
    reachable.merge(needed);
  }
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
