// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/compaction_plan.h"

#include <algorithm>
#include <map>
#include <string>

namespace eigenlake {
namespace {

bool has_deletes(const iceberg::FileScanTask& file) {
  return !file.deletes.empty();
}

bool is_candidate(const iceberg::FileScanTask& file, const CompactionSizes& sizes) {
  return has_deletes(file) || file.data_file.file_size_bytes < sizes.target_bytes / 4 * 3;
}

/// The path, and which values are null: a null and the text "null" have one path.
std::string partition_key(const iceberg::PartitionSpec& spec, const std::vector<iceberg::Type>& types,
                          const iceberg::PartitionValues& values) {
  std::string key = partition_path(spec, types, values) + "/";
  for (const auto& value : values) key += iceberg::is_null(value) ? '1' : '0';
  return key;
}

void close_group(CompactionGroup& group, const CompactionSizes& sizes, std::vector<CompactionGroup>& groups) {
  const int64_t count = (group.bytes + sizes.target_bytes - 1) / sizes.target_bytes;
  group.num_outputs = std::max<int64_t>(count, 1);
  const bool is_cleaner = std::ranges::any_of(group.inputs, has_deletes);
  if (is_cleaner || group.num_outputs < static_cast<int64_t>(group.inputs.size()))
    groups.push_back(std::move(group));
  group = {};
}

}  // namespace

std::vector<CompactionGroup> plan_compaction(const iceberg::TableMetadata& metadata,
                                             std::span<const iceberg::FileScanTask> files,
                                             const CompactionSizes& sizes) {
  const auto types = metadata.partition_spec().partition_types(metadata.schema());
  std::map<std::string, std::vector<const iceberg::FileScanTask*>> partitions;
  for (const auto& file : files) {
    const bool fits = types && file.data_file.spec_id == metadata.default_spec_id;
    if (!fits || !is_candidate(file, sizes)) continue;
    partitions[partition_key(metadata.partition_spec(), *types, file.data_file.partition)].push_back(&file);
  }
  std::vector<CompactionGroup> groups;
  for (auto& [path, candidates] : partitions) {
    std::ranges::sort(candidates, {}, [](const auto* file) { return file->data_file.file_path; });
    CompactionGroup group;
    for (const auto* file : candidates) {
      if (!group.inputs.empty() && group.bytes + file->data_file.file_size_bytes > sizes.group_bytes_max)
        close_group(group, sizes, groups);
      group.bytes += file->data_file.file_size_bytes;
      group.rows += file->data_file.record_count;
      group.inputs.push_back(*file);
    }
    if (!group.inputs.empty()) close_group(group, sizes, groups);
  }
  return groups;
}

}  // namespace eigenlake
