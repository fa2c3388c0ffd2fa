// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/lake_files.h"

#include <algorithm>

namespace eigenlake {
namespace {

namespace fs = std::filesystem;

/// Whether the folder has a lake, and `name` is one of the lake's own folders in it.
bool is_folder_of_a_lake(const fs::path& folder, const fs::path& name) {
  std::error_code code;
  const bool is_own = name == ".eigenlake" || name == "raw-results" || name == "features";
  return is_own && fs::is_directory(folder / ".eigenlake", code);
}

bool is_table(const fs::path& folder) {
  std::error_code code;
  fs::directory_iterator files(folder / "metadata", code);
  return !code && std::any_of(begin(files), end(files), [](const fs::directory_entry& file) {
    return file.path().string().ends_with(".metadata.json");
  });
}

}  // namespace

Result<> check_outside_of_lakes(const fs::path& path) {
  for (fs::path part = path; part != part.root_path(); part = part.parent_path()) {
    const fs::path folder = part.parent_path();
    if (is_folder_of_a_lake(folder, part.filename()) || is_table(folder))
      return fail(ErrorKind::kUsage,
                  "cannot write {}: it is among the files of the lake or table {}; name another place",
                  path.string(), folder.string());
  }
  return {};
}

}  // namespace eigenlake
