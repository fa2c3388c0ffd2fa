// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "eigenlake/iceberg/scan/scan.h"

namespace eigenlake {

struct CompactionSizes {
  int64_t target_bytes = 128 << 20;  ///< Of a file.
  /// Of the files that are rewritten at once; beyond, a partition's files are rewritten group by group, and
  /// the ranges of experiments of two groups may overlap.
  int64_t group_bytes_max = 1 << 30;
};

/// Files of one partition that become `num_outputs` files.
struct CompactionGroup {
  std::vector<iceberg::FileScanTask> inputs;  ///< Ordered by path.
  int64_t bytes = 0;
  int64_t rows = 0;  ///< As the manifests say; deletes may leave fewer.
  int64_t num_outputs = 1;
};

/// Chooses what to rewrite: of each partition of the default spec the files below three quarters of the
/// target size and those with row deletes, where that gives fewer or cleaner files. So a second call after
/// the first finds nothing to do.
std::vector<CompactionGroup> plan_compaction(const iceberg::TableMetadata& metadata,
                                             std::span<const iceberg::FileScanTask> files,
                                             const CompactionSizes& sizes);

}  // namespace eigenlake
