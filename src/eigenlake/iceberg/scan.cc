#include "eigenlake/iceberg/scan.h"

#include <unordered_set>

#include "eigenlake/iceberg/lake_error.h"
#include "eigenlake/iceberg/manifest_avro.h"
#include "eigenlake/iceberg/manifest_list_avro.h"

namespace eigenlake::iceberg {
namespace {

/// The file at a recorded path, as `parse` makes it of its bytes.
template <typename Parse>
auto read_recorded(const Table& table, const std::string& path, Parse parse)
    -> decltype(parse(std::string_view())) {
  const auto key = table.key_of(path);
  if (!key) return fail_to_read_lake(key.error(), path);
  const auto bytes = table.store().get(*key);
  if (!bytes) return fail_to_read_lake(bytes.error(), path);
  auto parsed = parse(*bytes);
  if (!parsed) return fail_to_read_lake(std::move(parsed).error(), table.store().uri_of(*key));
  return parsed;
}

Result<FileScanTask> task_of(const Table& table, ManifestEntry entry) {
  FileScanTask task;
  task.sequence_number = entry.sequence_number.value_or(0);
  task.added_snapshot_id = entry.snapshot_id.value_or(0);
  auto key = table.key_of(entry.data_file.file_path);
  if (!key) return fail_to_read_lake(std::move(key).error(), table.identifier().to_string());
  task.key = *std::move(key);
  task.uri = table.store().uri_of(task.key);
  task.data_file = std::move(entry.data_file);
  return task;
}

bool has_live_files(const ManifestFile& manifest) {
  return manifest.added_files_count != 0 || manifest.existing_files_count != 0;
}

Result<const Snapshot*> snapshot_to_scan(const Table& table, std::optional<int64_t> id) {
  if (!id) return table.metadata().current_snapshot();
  const Snapshot* snapshot = table.metadata().snapshot_by_id(*id);
  if (snapshot == nullptr) {
    return fail(ErrorKind::kNotFound, "expected a snapshot {} of {}, found none", *id,
                table.identifier().to_string());
  }
  return snapshot;
}

/// Ids of the snapshots after `from` up to `to`.
Result<std::unordered_set<int64_t>> snapshots_between(const TableMetadata& metadata,
                                                      std::optional<int64_t> from, int64_t to) {
  std::unordered_set<int64_t> ids;
  std::optional<int64_t> at = to;
  while (at && at != from) {
    const Snapshot* snapshot = metadata.snapshot_by_id(*at);
    if (snapshot == nullptr && ids.empty())
      return fail(ErrorKind::kNotFound, "expected a snapshot {}, found none", *at);
    // Where older snapshots expired the history ends; that is the beginning unless `from` was asked for.
    if (snapshot == nullptr || !ids.insert(*at).second) break;
    at = snapshot->parent_snapshot_id;
  }
  if (from && at != from) {
    return fail(ErrorKind::kInvalidInput,
                "expected snapshot {} to be an ancestor of {}, found that it is none", *from, to);
  }
  return ids;
}

}  // namespace

Result<std::vector<ManifestFile>> read_manifest_list(const Table& table, const Snapshot& snapshot) {
  return read_recorded(table, snapshot.manifest_list,
                       [](std::string_view bytes) { return manifest_list_from_avro(bytes); });
}

Result<Manifest> read_manifest(const Table& table, const ManifestFile& file) {
  return read_recorded(table, file.manifest_path, [&](std::string_view bytes) -> Result<Manifest> {
    EIGENLAKE_ASSIGN_OR_RETURN(Manifest manifest, manifest_from_avro(bytes));
    EIGENLAKE_RETURN_IF_ERROR(inherit_from(file, manifest));
    return manifest;
  });
}

Result<std::vector<FileScanTask>> plan_files(const Table& table, const ScanOptions& options) {
  const TableMetadata& metadata = table.metadata();
  EIGENLAKE_RETURN_IF_ERROR(check_filter(options.filter, metadata.schema()));
  EIGENLAKE_ASSIGN_OR_RETURN(const Snapshot* snapshot, snapshot_to_scan(table, options.snapshot_id));
  std::vector<FileScanTask> tasks;
  if (snapshot == nullptr) return tasks;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto manifests, read_manifest_list(table, *snapshot));
  for (const ManifestFile& file : manifests) {
    if (!has_live_files(file)) continue;
    if (file.content == ManifestContent::kDeletes) {
      return fail(ErrorKind::kUnsupported, "expected no row deletes (merge on read) in {}, found some in {}",
                  table.identifier().to_string(), file.manifest_path);
    }
    const PartitionSpec* spec = metadata.partition_spec_by_id(file.partition_spec_id);
    if (spec == nullptr) {
      return fail(ErrorKind::kStore, "expected partition spec {} of {}, found none", file.partition_spec_id,
                  file.manifest_path);
    }
    if (!may_match(options.filter, metadata.schema(), *spec, file)) continue;
    EIGENLAKE_ASSIGN_OR_RETURN(Manifest manifest, read_manifest(table, file));
    for (ManifestEntry& entry : manifest.entries) {
      if (!entry.is_live() || !may_match(options.filter, metadata.schema(), *spec, entry.data_file)) continue;
      EIGENLAKE_ASSIGN_OR_RETURN(FileScanTask task, task_of(table, std::move(entry)));
      tasks.push_back(std::move(task));
    }
  }
  return tasks;
}

Result<std::vector<FileScanTask>> plan_appended_files(const Table& table,
                                                      std::optional<int64_t> from_snapshot_id,
                                                      int64_t to_snapshot_id) {
  const TableMetadata& metadata = table.metadata();
  EIGENLAKE_ASSIGN_OR_RETURN(const auto ids, snapshots_between(metadata, from_snapshot_id, to_snapshot_id));
  std::vector<FileScanTask> tasks;
  for (const int64_t id : ids) {
    const Snapshot& snapshot = *metadata.snapshot_by_id(id);
    if (snapshot.summary_value("operation").value_or("append") == "replace") continue;
    EIGENLAKE_ASSIGN_OR_RETURN(const auto manifests, read_manifest_list(table, snapshot));
    for (const ManifestFile& file : manifests) {
      if (file.added_snapshot_id != id || file.added_files_count == 0 ||
          file.content != ManifestContent::kData)
        continue;
      EIGENLAKE_ASSIGN_OR_RETURN(Manifest manifest, read_manifest(table, file));
      for (ManifestEntry& entry : manifest.entries) {
        if (entry.status != ManifestEntry::Status::kAdded || entry.snapshot_id != id) continue;
        EIGENLAKE_ASSIGN_OR_RETURN(FileScanTask task, task_of(table, std::move(entry)));
        tasks.push_back(std::move(task));
      }
    }
  }
  return tasks;
}

}  // namespace eigenlake::iceberg
