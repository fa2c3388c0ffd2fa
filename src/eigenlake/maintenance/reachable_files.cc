#include "eigenlake/maintenance/reachable_files.h"

#include <map>
#include <vector>

#include "eigenlake/base/side_by_side.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/spec/table_statistics.h"

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
      for (const auto& entry : manifest.entries) {
        if (entry.is_live()) paths[i].push_back(entry.data_file.file_path);
      }
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

}  // namespace

Result<std::unordered_set<std::string>> reachable_files(const iceberg::Table& table) {
  return Reachable(table).find();
}

}  // namespace eigenlake
