// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/manifest_list.h"

#include <algorithm>

#include "eigenlake/iceberg/spec/literal_binary.h"

namespace eigenlake::iceberg {
namespace {

/// Bounds of one partition field while they grow.
struct FieldBounds {
  bool contains_null = false;
  bool contains_nan = false;
  Literal lower;
  Literal upper;

  void add(const Literal& value, const Type& type) {
    if (is_null(value)) {
      contains_null = true;
    } else if (is_nan(value)) {
      contains_nan = true;
    } else {
      if (is_null(lower) || compare_literals(value, lower, type) < 0) lower = value;
      if (is_null(upper) || compare_literals(value, upper, type) > 0) upper = value;
    }
  }

  FieldSummary summary(const Type& type) const {
    FieldSummary summary{contains_null, contains_nan, std::nullopt, std::nullopt};
    if (!is_null(lower)) summary.lower_bound = literal_to_binary(lower, type);
    if (!is_null(upper)) summary.upper_bound = literal_to_binary(upper, type);
    return summary;
  }
};

void count(ManifestFile& file, const ManifestEntry& entry) {
  const int64_t rows = entry.data_file.record_count;
  switch (entry.status) {
    case ManifestEntry::Status::kAdded:
      ++file.added_files_count;
      file.added_rows_count += rows;
      break;
    case ManifestEntry::Status::kExisting:
      ++file.existing_files_count;
      file.existing_rows_count += rows;
      break;
    case ManifestEntry::Status::kDeleted:
      ++file.deleted_files_count;
      file.deleted_rows_count += rows;
      break;
  }
}

}  // namespace

Result<ManifestFile> summarize_manifest(const Manifest& manifest, int64_t snapshot_id,
                                        int64_t sequence_number) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto types, manifest.partition_spec.partition_types(manifest.schema));
  ManifestFile file;
  file.partition_spec_id = manifest.partition_spec.spec_id;
  file.content = manifest.content;
  file.sequence_number = sequence_number;
  file.min_sequence_number = sequence_number;
  file.added_snapshot_id = snapshot_id;
  std::vector<FieldBounds> bounds(types.size());
  for (const ManifestEntry& entry : manifest.entries) {
    count(file, entry);
    if (entry.is_live() && entry.sequence_number)
      file.min_sequence_number = std::min(file.min_sequence_number, *entry.sequence_number);
    for (size_t i = 0; i < types.size(); ++i) {
      const Literal& value = entry.data_file.partition[i];
      // Values of an unknown transform may have any type.
      if (!literal_fits(value, types[i]))
        return fail(ErrorKind::kUnsupported, "partition field {} has the unknown transform {} in {}",
                    manifest.partition_spec.fields[i].name,
                    manifest.partition_spec.fields[i].transform.to_string(), entry.data_file.file_path);
      bounds[i].add(value, types[i]);
    }
  }
  for (size_t i = 0; i < types.size(); ++i) file.partitions.push_back(bounds[i].summary(types[i]));
  return file;
}

}  // namespace eigenlake::iceberg
