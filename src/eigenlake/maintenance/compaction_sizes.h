#pragma once

#include <cstdint>

namespace eigenlake {

struct CompactionSizes {
  int64_t target_bytes = 128 << 20;  ///< Of a file.
  /// Of the files that are rewritten at once; beyond, a partition's files are rewritten group by group, and
  /// the ranges of experiments of two groups may overlap.
  int64_t group_bytes_max = 1 << 30;
};

}  // namespace eigenlake
