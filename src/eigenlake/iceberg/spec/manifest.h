// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "eigenlake/iceberg/spec/data_file.h"
#include "eigenlake/iceberg/spec/schema.h"

namespace eigenlake::iceberg {

enum class ManifestContent { kData = 0, kDeletes = 1 };

/// A file and its status. Absent ids are inherited from the manifest's entry in the manifest list.
struct ManifestEntry {
  enum class Status { kExisting = 0, kAdded = 1, kDeleted = 2 };
  Status status = Status::kAdded;
  std::optional<int64_t> snapshot_id;
  std::optional<int64_t> sequence_number;
  std::optional<int64_t> file_sequence_number;
  DataFile data_file;

  bool is_live() const { return status != Status::kDeleted; }
  bool operator==(const ManifestEntry& other) const = default;
};

/// A list of files that share a partition spec, with the schema they were written by.
struct Manifest {
  Schema schema;
  PartitionSpec partition_spec;
  ManifestContent content = ManifestContent::kData;
  std::vector<ManifestEntry> entries;

  bool operator==(const Manifest& other) const = default;
};

}  // namespace eigenlake::iceberg
