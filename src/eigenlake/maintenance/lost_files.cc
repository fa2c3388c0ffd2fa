#include "eigenlake/maintenance/lost_files.h"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "eigenlake/base/side_by_side.h"

namespace eigenlake {
namespace {

using iceberg::FileScanTask;
using iceberg::Table;

bool is_of_damage(const Error& error) {
  return error.kind == ErrorKind::kStore || error.kind == ErrorKind::kNotFound ||
         error.kind == ErrorKind::kCorrupt;
}

/// What lies in a table's folder, by one listing.
class FilesThere {
 public:
  static Result<FilesThere> list(const Table& table) {
    FilesThere files(table);
    EIGENLAKE_ASSIGN_OR_RETURN(const auto objects, table.store().list(table.directory_key() + "/"));
    for (const ObjectInfo& object : objects)
      files.sizes_.emplace(object.key, static_cast<int64_t>(object.size_bytes));
    return files;
  }

  Result<bool> has(ObjectStore& store, const std::string& key, int64_t size) const {
    if (&store == &table_.store() && key.starts_with(table_.directory_key() + "/")) {
      const auto found = sizes_.find(key);
      return found != sizes_.end() && found->second == size;
    }
    const auto found = store.head(key);
    if (!found && found.error().kind != ErrorKind::kNotFound) return std::unexpected(found.error());
    return found && static_cast<int64_t>(found->size_bytes) == size;
  }

 private:
  explicit FilesThere(const Table& table) : table_(table) {}

  const Table& table_;
  std::unordered_map<std::string, int64_t> sizes_;
};

/// The live data files that are lost.
Result<std::map<std::string, FileScanTask>> lost_live_files(const Table& table, const FilesThere& there) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto files, iceberg::plan_files(table));
  std::vector<char> is_lost(files.size());
  EIGENLAKE_RETURN_IF_ERROR(wait_side_by_side(files.size(), [&](size_t i) -> Result<> {
    const auto& file = files[i];
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_there,
                               there.has(*file.store, file.key, file.data_file.file_size_bytes));
    is_lost[i] = is_there ? 0 : 1;
    for (const auto& deletes : file.deletes) {
      EIGENLAKE_ASSIGN_OR_RETURN(const bool has_deletes, there.has(*deletes->store, deletes->key,
                                                                   deletes->data_file.file_size_bytes));
      if (!has_deletes) return fail(ErrorKind::kStore, "{}: the file of row deletes is lost", deletes->uri);
    }
    return {};
  }));
  std::map<std::string, FileScanTask> lost;
  for (size_t i = 0; i < files.size(); ++i)
    if (is_lost[i] != 0) lost.emplace(files[i].data_file.file_path, std::move(files[i]));
  return lost;
}

/// Whether every live file that a manifest names exists.
Result<bool> is_manifest_whole(const Table& table, const iceberg::ManifestFile& file,
                               const FilesThere& there) {
  auto manifest = iceberg::read_manifest(table, file);
  if (!manifest && is_of_damage(manifest.error())) return false;
  if (!manifest) return std::unexpected(std::move(manifest).error());
  for (auto& entry : manifest->entries) {
    if (!entry.is_live()) continue;
    EIGENLAKE_ASSIGN_OR_RETURN(const auto task, iceberg::scan_task_of(table, std::move(entry)));
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_there,
                               there.has(*task.store, task.key, task.data_file.file_size_bytes));
    if (!is_there) return false;
  }
  return true;
}

/// The snapshots but for the current one that need a file which is lost.
Result<std::set<int64_t>> lost_snapshots(const Table& table, const FilesThere& there) {
  std::set<int64_t> lost;
  std::map<std::string, std::pair<iceberg::ManifestFile, std::set<int64_t>>> manifests;
  for (const auto& snapshot : table.metadata().snapshots) {
    if (snapshot.snapshot_id == table.metadata().current_snapshot_id) continue;
    auto list = iceberg::read_manifest_list(table, snapshot);
    if (!list && !is_of_damage(list.error())) return std::unexpected(std::move(list).error());
    if (!list) {
      lost.insert(snapshot.snapshot_id);
      continue;
    }
    for (auto& file : *list) {
      auto& [manifest, snapshots] = manifests[file.manifest_path];
      snapshots.insert(snapshot.snapshot_id);
      manifest = std::move(file);
    }
  }
  std::vector<const std::pair<iceberg::ManifestFile, std::set<int64_t>>*> all;
  for (const auto& [path, listed] : manifests) all.push_back(&listed);
  std::vector<char> is_lost(all.size());
  EIGENLAKE_RETURN_IF_ERROR(wait_side_by_side(all.size(), [&](size_t i) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_whole, is_manifest_whole(table, all[i]->first, there));
    is_lost[i] = is_whole ? 0 : 1;
    return {};
  }));
  for (size_t i = 0; i < all.size(); ++i)
    if (is_lost[i] != 0) lost.insert(all[i]->second.begin(), all[i]->second.end());
  return lost;
}

}  // namespace

Result<LostFiles> find_lost_files(const Table& table) {
  EIGENLAKE_ASSIGN_OR_RETURN(const FilesThere there, FilesThere::list(table));
  LostFiles lost;
  EIGENLAKE_ASSIGN_OR_RETURN(lost.live, lost_live_files(table, there));
  EIGENLAKE_ASSIGN_OR_RETURN(lost.snapshots, lost_snapshots(table, there));
  return lost;
}

}  // namespace eigenlake
