// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/iceberg/spec/partition_spec.h"

namespace eigenlake::iceberg {

enum class FileContent { kData = 0, kPositionDeletes = 1, kEqualityDeletes = 2 };

/// A manifest's record of one file. Maps are by field id; bounds as literal_to_binary() writes them.
///
/// Source: Iceberg table spec v2, "Manifests", struct data_file.
struct DataFile {
  FileContent content = FileContent::kData;
  std::string file_path;  ///< As recorded, below the table's recorded location; see Table::key_of.
  std::string file_format = "PARQUET";
  PartitionValues partition;
  int64_t record_count = 0;
  int64_t file_size_bytes = 0;
  std::map<int, int64_t> column_sizes;
  std::map<int, int64_t> value_counts;
  std::map<int, int64_t> null_value_counts;
  std::map<int, int64_t> nan_value_counts;
  std::map<int, std::string> lower_bounds;
  std::map<int, std::string> upper_bounds;
  std::optional<std::string> key_metadata;
  std::vector<int64_t> split_offsets;
  std::vector<int> equality_ids;
  std::optional<int> sort_order_id;
  std::optional<std::string> referenced_data_file;  ///< Position deletes of one data file.
  int spec_id = 0;                                  ///< Not stored with the file but with its manifest.

  bool operator==(const DataFile& other) const = default;
};

}  // namespace eigenlake::iceberg
