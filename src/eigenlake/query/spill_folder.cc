// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/spill_folder.h"

#include <utility>

#include <fmt/format.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

namespace eigenlake {
namespace {

namespace fs = std::filesystem;

/// Of the free space; the rest is for others.
constexpr uint64_t kPercentOfFree = 80;

/// A folder that only its owner can read and write.
bool is_private(const fs::path& folder) {
  struct stat status = {};
  return ::lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid() &&
         (status.st_mode & 0077) == 0;
}

}  // namespace

SpillFolder SpillFolder::choose() {
  std::error_code code;
  const fs::path temporary = fs::temp_directory_path(code);
  if (code) return SpillFolder({});
  const fs::path folder = temporary / fmt::format("eigenlake-{}", ::geteuid());
  ::mkdir(folder.c_str(), 0700);  // It may exist.
  uint64_t bits = 0;
  if (!is_private(folder) || ::getrandom(&bits, sizeof bits, 0) != sizeof bits) return SpillFolder({});
  return SpillFolder(folder / fmt::format("sql-{}-{:016x}", ::getpid(), bits));
}

SpillFolder::SpillFolder(SpillFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

SpillFolder::~SpillFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

uint64_t SpillFolder::bytes_max() const {
  std::error_code code;
  const auto space = fs::space(path_.parent_path(), code);
  return code ? 0 : space.available / 100 * kPercentOfFree;
}

}  // namespace eigenlake
