// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "eigenlake/base/assert.h"

namespace eigenlake {

/// A folder of a test's own, which goes with it.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = (place_of_folders() / "eigenlake_test_XXXXXX").string();
    EIGENLAKE_ASSERT(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string place(const std::string& name) const { return (path_ / name).string(); }

  /// Makes the file; its path.
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return place(name);
  }
  /// "" where there is none.
  std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(path_ / name, std::ios::binary).rdbuf();
    return std::move(text).str();
  }
  /// How many files, links and folders are in the folder itself.
  long num_entries() const {
    return std::distance(std::filesystem::directory_iterator(path_), std::filesystem::directory_iterator());
  }

 private:
  /// In memory where there is some: there a file is durable at once.
  static std::filesystem::path place_of_folders() {
    const std::filesystem::path memory = "/dev/shm";
    std::error_code error;
    const auto space = std::filesystem::space(memory, error);
    const bool is_roomy = !error && space.available > std::uintmax_t{4} << 30;
    return is_roomy ? memory : std::filesystem::temp_directory_path();
  }

  std::filesystem::path path_;
};

}  // namespace eigenlake
