// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/iceberg/spec/manifest.h"

namespace eigenlake::iceberg {

/// Bounds of one partition field over the files of a manifest.
struct FieldSummary {
  bool contains_null = false;
  std::optional<bool> contains_nan;
  std::optional<std::string> lower_bound;  ///< Single-value serialization.
  std::optional<std::string> upper_bound;

  bool operator==(const FieldSummary& other) const = default;
};

/// A file count that a version 1 manifest list left out.
inline constexpr int kUnknownFileCount = -1;

/// A manifest as listed in its snapshot's manifest list.
///
/// Source: Iceberg table spec v2, "Manifest Lists".
struct ManifestFile {
  std::string manifest_path;
  int64_t manifest_length = 0;
  int partition_spec_id = 0;
  ManifestContent content = ManifestContent::kData;
  int64_t sequence_number = 0;
  int64_t min_sequence_number = 0;
  int64_t added_snapshot_id = 0;
  int added_files_count = 0;
  int existing_files_count = 0;
  int deleted_files_count = 0;
  int64_t added_rows_count = 0;
  int64_t existing_rows_count = 0;
  int64_t deleted_rows_count = 0;
  std::vector<FieldSummary> partitions;
  std::optional<std::string> key_metadata;

  bool has_live_files() const { return added_files_count != 0 || existing_files_count != 0; }
  bool operator==(const ManifestFile& other) const = default;
};

/// Counts, smallest sequence number and partition bounds of a manifest; the caller sets path and length. New
/// entries count with `sequence_number`.
///
/// Errors: kUnsupported for values of an unknown transform; kCorrupt for an unknown source column.
Result<ManifestFile> summarize_manifest(const Manifest& manifest, int64_t snapshot_id,
                                        int64_t sequence_number);

}  // namespace eigenlake::iceberg
