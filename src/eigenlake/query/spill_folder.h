// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

namespace eigenlake {

/// Where DuckDB spills what does not fit in memory: a unique name in a private folder of the user below
/// TMPDIR. DuckDB creates it when needed; it is removed on destruction.
class SpillFolder {
 public:
  /// Without a suitable place the path is empty: nothing is spilled.
  static SpillFolder choose();
  SpillFolder(SpillFolder&& other) noexcept;
  SpillFolder& operator=(SpillFolder&&) = delete;
  ~SpillFolder();

  const std::filesystem::path& path() const { return path_; }
  /// Most of the free space there now.
  uint64_t bytes_max() const;

 private:
  explicit SpillFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace eigenlake
