// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/scan/scan.h"

#include <algorithm>

#include "eigenlake/base/side_by_side.h"
#include "eigenlake/iceberg/catalog/recorded_file.h"
#include "eigenlake/iceberg/codec/manifest_avro.h"
#include "eigenlake/iceberg/codec/manifest_list_avro.h"
#include "eigenlake/iceberg/scan/file_filter.h"
#include "eigenlake/iceberg/spec/lake_error.h"

namespace eigenlake::iceberg {
namespace {

/// The file at a recorded path, parsed.
template <typename Parse>
auto read_recorded(const Table& table, const std::string& path, Parse parse)
    -> decltype(parse(std::string_view())) {
  const std::string name = table.identifier().to_string();
  const auto place = find_recorded(table, path);
  if (!place) return fail_to_read_file(place.error(), name, path);
  const auto bytes = place->store->get(place->key);
  if (!bytes) return fail_to_read_file(bytes.error(), name, place->uri());
  auto parsed = parse(*bytes);
  if (!parsed) return fail_to_read_file(std::move(parsed).error(), name, place->uri());
  return parsed;
}

/// Sets the place of `file`.
template <typename File>
Result<> locate(const Table& table, const std::string& recorded_path, File& file) {
  auto place = find_recorded(table, recorded_path);
  if (!place)
    return fail_to_read_file(std::move(place).error(), table.identifier().to_string(), recorded_path);
  file.store = std::move(place->store);
  file.key = std::move(place->key);
  file.uri = file.store->uri_of(file.key);
  return {};
}

Result<DeleteFilePtr> delete_file_of(const Table& table, ManifestEntry entry) {
  DeleteFile file;
  file.sequence_number = entry.sequence_number.value_or(0);
  EIGENLAKE_RETURN_IF_ERROR(locate(table, entry.data_file.file_path, file));
  if (entry.data_file.content == FileContent::kData)
    return fail(ErrorKind::kStore, "a manifest of deletes names the data file {}", file.uri);
  file.data_file = std::move(entry.data_file);
  return std::make_shared<const DeleteFile>(std::move(file));
}

Result<const PartitionSpec*> spec_of(const Table& table, const ManifestFile& file) {
  const PartitionSpec* spec = table.metadata().partition_spec_by_id(file.partition_spec_id);
  if (spec != nullptr) return spec;
  return fail(ErrorKind::kStore, "no partition spec {}, which {} names", file.partition_spec_id,
              file.manifest_path);
}

Result<const Snapshot*> snapshot_to_scan(const Table& table, std::optional<int64_t> id) {
  if (!id) return table.metadata().current_snapshot();
  const Snapshot* snapshot = table.metadata().snapshot_by_id(*id);
  if (snapshot == nullptr)
    return fail(ErrorKind::kNotFound, "no snapshot {} of {}", *id, table.identifier().to_string());
  return snapshot;
}

/// Those that may match the filter.
Result<std::vector<ManifestFile>> manifests_to_read(const Table& table, const Filter& filter,
                                                    std::vector<ManifestFile> files) {
  std::vector<ManifestFile> kept;
  for (ManifestFile& file : files) {
    if (!file.has_live_files()) continue;
    EIGENLAKE_ASSIGN_OR_RETURN(const PartitionSpec* spec, spec_of(table, file));
    if (may_match(filter, table.metadata().schema(), *spec, file)) kept.push_back(std::move(file));
  }
  return kept;
}

Result<std::vector<Manifest>> read_manifests(const Table& table, const std::vector<ManifestFile>& files) {
  std::vector<Manifest> manifests(files.size());
  EIGENLAKE_RETURN_IF_ERROR(wait_side_by_side(files.size(), [&](size_t i) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(manifests[i], read_manifest(table, files[i]));
    return {};
  }));
  return manifests;
}

/// Moves the delete files out of `manifests`, which belong to `files`.
Result<DeleteIndex> index_deletes(const Table& table, const std::vector<ManifestFile>& files,
                                  std::vector<Manifest>& manifests) {
  DeleteIndex index;
  for (size_t i = 0; i < files.size(); ++i) {
    if (files[i].content != ManifestContent::kDeletes) continue;
    EIGENLAKE_ASSIGN_OR_RETURN(const PartitionSpec* spec, spec_of(table, files[i]));
    for (ManifestEntry& entry : manifests[i].entries) {
      if (!entry.is_live()) continue;
      EIGENLAKE_ASSIGN_OR_RETURN(DeleteFilePtr file, delete_file_of(table, std::move(entry)));
      index.add(std::move(file), spec->is_unpartitioned());
    }
  }
  return index;
}

/// The live data files that may match the filter.
Result<std::vector<FileScanTask>> tasks_of(const Table& table, const Filter& filter,
                                           const std::vector<ManifestFile>& files) {
  const Schema& schema = table.metadata().schema();
  EIGENLAKE_ASSIGN_OR_RETURN(auto manifests, read_manifests(table, files));
  EIGENLAKE_ASSIGN_OR_RETURN(const DeleteIndex deletes, index_deletes(table, files, manifests));
  std::vector<FileScanTask> tasks;
  for (size_t i = 0; i < files.size(); ++i) {
    if (files[i].content == ManifestContent::kDeletes) continue;
    EIGENLAKE_ASSIGN_OR_RETURN(const PartitionSpec* spec, spec_of(table, files[i]));
    for (ManifestEntry& entry : manifests[i].entries) {
      if (!entry.is_live() || !may_match(filter, schema, *spec, entry.data_file)) continue;
      EIGENLAKE_ASSIGN_OR_RETURN(FileScanTask task, scan_task_of(table, std::move(entry)));
      task.deletes = deletes.deletes_of(task.data_file, task.sequence_number, schema);
      tasks.push_back(std::move(task));
    }
  }
  return tasks;
}

/// True if all files were added by one of `snapshots`.
bool is_all_of(const std::set<int64_t>& snapshots, const ManifestFile& file) {
  return file.content == ManifestContent::kData && file.existing_files_count == 0 &&
         snapshots.contains(file.added_snapshot_id);
}

int64_t live_files_of(const ManifestFile& file) {
  return std::max(file.added_files_count, 0) + int64_t{std::max(file.existing_files_count, 0)};
}

/// Converts a manifest from before a partition's column was widened.
void widen_partitions(const TableMetadata& metadata, int spec_id, Manifest& manifest) {
  const PartitionSpec* spec = metadata.partition_spec_by_id(spec_id);
  const auto then = manifest.partition_spec.partition_types(manifest.schema);
  const auto now = spec == nullptr ? Result<std::vector<Type>>() : spec->partition_types(metadata.schema());
  if (spec == nullptr || !then || !now || *then == *now || then->size() != now->size()) return;
  for (ManifestEntry& entry : manifest.entries) {
    for (size_t i = 0; i < now->size(); ++i) {
      Literal& value = entry.data_file.partition[i];
      value = widen_literal(value, (*now)[i]).value_or(value);
    }
  }
  manifest.schema = metadata.schema();
  manifest.partition_spec = *spec;
}

}  // namespace

Result<FileScanTask> scan_task_of(const Table& table, ManifestEntry entry) {
  FileScanTask task;
  task.sequence_number = entry.sequence_number.value_or(0);
  task.added_snapshot_id = entry.snapshot_id.value_or(0);
  EIGENLAKE_RETURN_IF_ERROR(locate(table, entry.data_file.file_path, task));
  task.data_file = std::move(entry.data_file);
  return task;
}

Result<std::vector<ManifestFile>> read_manifest_list(const Table& table, const Snapshot& snapshot) {
  return read_recorded(table, snapshot.manifest_list(),
                       [](std::string_view bytes) { return manifest_list_from_avro(bytes); });
}

Result<Manifest> read_manifest(const Table& table, const ManifestFile& file) {
  return read_recorded(table, file.manifest_path, [&](std::string_view bytes) -> Result<Manifest> {
    // A container truncated between two blocks looks complete.
    if (file.manifest_length > 0 && file.manifest_length != std::ssize(bytes))
      return fail(ErrorKind::kCorrupt, "expected {} bytes by the manifest list, found {}",
                  file.manifest_length, bytes.size());
    EIGENLAKE_ASSIGN_OR_RETURN(Manifest manifest, manifest_from_avro(bytes));
    widen_partitions(table.metadata(), file.partition_spec_id, manifest);
    EIGENLAKE_RETURN_IF_ERROR(inherit_from(file, manifest));
    return manifest;
  });
}

Result<ScanPlan> plan_scan(const Table& table, const ScanOptions& options) {
  const TableMetadata& metadata = table.metadata();
  EIGENLAKE_RETURN_IF_ERROR(check_filter(options.filter, metadata.schema()));
  EIGENLAKE_ASSIGN_OR_RETURN(const Snapshot* snapshot, snapshot_to_scan(table, options.snapshot_id));
  ScanPlan plan;
  if (snapshot == nullptr) return plan;
  EIGENLAKE_ASSIGN_OR_RETURN(auto files, read_manifest_list(table, *snapshot));
  plan.manifests_total = std::ssize(files);
  for (const ManifestFile& file : files)
    plan.files_total += file.content == ManifestContent::kData ? live_files_of(file) : 0;
  EIGENLAKE_ASSIGN_OR_RETURN(files, manifests_to_read(table, options.filter, std::move(files)));
  std::erase_if(files, [&](const auto& file) { return is_all_of(options.excluded_snapshots, file); });
  plan.manifests_read = std::ssize(files);
  EIGENLAKE_ASSIGN_OR_RETURN(plan.tasks, tasks_of(table, options.filter, files));
  std::erase_if(plan.tasks, [&](const FileScanTask& task) {
    return options.excluded_snapshots.contains(task.added_snapshot_id);
  });
  return plan;
}

Result<std::vector<FileScanTask>> plan_files(const Table& table, const ScanOptions& options) {
  EIGENLAKE_ASSIGN_OR_RETURN(ScanPlan plan, plan_scan(table, options));
  return std::move(plan.tasks);
}

}  // namespace eigenlake::iceberg
