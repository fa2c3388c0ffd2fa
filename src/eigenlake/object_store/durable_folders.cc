#include "eigenlake/object_store/durable_folders.h"

#include <vector>

#include "eigenlake/object_store/local_file.h"

namespace eigenlake {
namespace fs = std::filesystem;

bool DurableFolders::is_known(const fs::path& folder) {
  const std::lock_guard lock(mutex_);
  return known_.contains(folder);
}

Result<> DurableFolders::sync_names_of(std::span<const fs::path> folders) {
  std::set<fs::path> unknown;
  std::set<fs::path> parents;
  for (fs::path folder : folders) {
    // Folders above a known one are known.
    while (folder != root_ && folder.has_relative_path() && !is_known(folder) &&
           unknown.insert(folder).second) {
      folder = folder.parent_path();
      parents.insert(folder);
    }
  }
  if (unknown.empty()) return {};
  EIGENLAKE_RETURN_IF_ERROR(sync_directories(std::vector(parents.begin(), parents.end())));
  const std::lock_guard lock(mutex_);
  known_.merge(unknown);
  return {};
}

}  // namespace eigenlake
