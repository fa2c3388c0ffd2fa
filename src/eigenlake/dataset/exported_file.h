#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace eigenlake {

/// A file of an exported dataset, as its manifest.json names it.
struct ExportedFile {
  std::string path;             ///< Below the dataset, '/'-separated.
  std::string table;            ///< Empty for the card and the like.
  std::optional<int64_t> rows;  ///< Of files of rows.
  uint64_t bytes = 0;
  std::string sha256;  ///< Lower-case hex.
};

}  // namespace eigenlake
