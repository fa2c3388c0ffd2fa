#pragma once

#include <cstdint>
#include <filesystem>

namespace eigenlake {

/// Where DuckDB puts what does not fit in memory: a name of its own in a private folder of the user's below
/// TMPDIR. DuckDB makes it when it is needed; it is removed on destruction.
class SpillFolder {
 public:
  /// Without a place where one could be made its path is empty: nothing is spilled.
  static SpillFolder choose();
  SpillFolder(SpillFolder&& other) noexcept;
  SpillFolder& operator=(SpillFolder&&) = delete;
  ~SpillFolder();

  const std::filesystem::path& path() const { return path_; }
  /// Most of what is free there now.
  uint64_t bytes_max() const;

 private:
  explicit SpillFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace eigenlake
