// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/check.h"

#include <atomic>
#include <mutex>
#include <utility>

#include "eigenlake/base/side_by_side.h"
#include "eigenlake/iceberg/catalog/recorded_file.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/data/footer_metrics.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/maintenance/check_rows.h"

namespace eigenlake {
namespace {

using iceberg::DataFile;
using iceberg::Manifest;
using iceberg::ManifestEntry;
using iceberg::ManifestFile;
using iceberg::Snapshot;

/// The check of one table. Faults come from several threads.
class TableCheck {
 public:
  TableCheck(const iceberg::Table& table, const CheckOptions& options) : table_(table), options_(options) {}

  CheckReport run(const TableDefinition* definition) {
    check_snapshots();
    check_refs();
    read_lists();
    read_manifests();
    check_files();
    if (options_.deep && report_.faults.empty())
      check_rows(table_, definition, options_.audited_rows, options_.snapshot_id, report_);
    return std::move(report_);
  }

 private:
  struct ListedManifest {
    ManifestFile file;
    int64_t snapshot_id = 0;  ///< The first that lists it.
  };
  struct ListedFile {
    DataFile file;
    int64_t snapshot_id = 0;
  };

  template <typename... Args>
  void fault(std::optional<int64_t> snapshot_id, const std::string& file, fmt::format_string<Args...> format,
             Args&&... args) {
    const std::lock_guard lock(mutex_);
    report_.faults.push_back(
        {table_.identifier().name, snapshot_id, file, fmt::format(format, std::forward<Args>(args)...)});
  }

  void check_snapshots() {
    const auto& metadata = table_.metadata();
    report_.snapshots = static_cast<int64_t>(metadata.snapshots.size());
    for (const Snapshot& snapshot : metadata.snapshots) {
      if (snapshot.sequence_number > metadata.last_sequence_number)
        fault(snapshot.snapshot_id, "", "sequence number must be at most {}, got {}",
              metadata.last_sequence_number, snapshot.sequence_number);
      const Snapshot* parent = metadata.parent_of(snapshot);
      if (parent != nullptr && metadata.format_version > 1 &&
          parent->sequence_number >= snapshot.sequence_number)
        fault(snapshot.snapshot_id, "", "sequence number must be above the parent's {}, got {}",
              parent->sequence_number, snapshot.sequence_number);
    }
  }

  void check_refs() {
    for (const auto& [name, ref] : table_.metadata().refs)
      if (table_.metadata().snapshot_by_id(ref.snapshot_id) == nullptr)
        fault(ref.snapshot_id, "", "no snapshot for {}", name);
  }

  /// The size of an object, or a fault.
  std::optional<int64_t> size_of(std::optional<int64_t> snapshot_id, const std::string& path) {
    const auto place = iceberg::find_recorded(table_, path);
    const auto info =
        place ? place->store->head(place->key) : Result<ObjectInfo>(std::unexpected(place.error()));
    if (info) return static_cast<int64_t>(info->size_bytes);
    fault(snapshot_id, path, "cannot inspect the file: {}", info.error().to_string());
    return std::nullopt;
  }

  void read_lists() {
    const auto& snapshots = table_.metadata().snapshots;
    std::vector<std::vector<ManifestFile>> lists(snapshots.size());
    std::ignore = wait_side_by_side(snapshots.size(), [&](size_t i) -> Result<> {
      auto list = iceberg::read_manifest_list(table_, snapshots[i]);
      if (!list)
        fault(snapshots[i].snapshot_id, snapshots[i].manifest_list(), "cannot read the manifest list: {}",
              list.error().to_string());
      else
        lists[i] = *std::move(list);
      return {};
    });
    for (size_t i = 0; i < lists.size(); ++i) {
      for (ManifestFile& file : lists[i]) {
        check_listed(snapshots[i], file);
        std::string path = file.manifest_path;
        manifests_.try_emplace(std::move(path), ListedManifest{std::move(file), snapshots[i].snapshot_id});
      }
    }
    report_.manifests = static_cast<int64_t>(manifests_.size());
  }

  void check_listed(const Snapshot& snapshot, const ManifestFile& file) {
    if (file.sequence_number > snapshot.sequence_number || file.min_sequence_number > file.sequence_number)
      fault(snapshot.snapshot_id, file.manifest_path,
            "sequence numbers must be at most the snapshot's {}, got {} (smallest {})",
            snapshot.sequence_number, file.sequence_number, file.min_sequence_number);
    if (table_.metadata().partition_spec_by_id(file.partition_spec_id) == nullptr)
      fault(snapshot.snapshot_id, file.manifest_path, "no partition spec {}", file.partition_spec_id);
  }

  void read_manifests() {
    std::vector<const ListedManifest*> listed;
    for (const auto& [path, manifest] : manifests_) listed.push_back(&manifest);
    std::vector<std::vector<ListedFile>> files(listed.size());
    std::ignore = wait_side_by_side(listed.size(), [&](size_t i) -> Result<> {
      files[i] = files_of(*listed[i]);
      return {};
    });
    for (auto& part : files) {
      for (ListedFile& file : part) {
        std::string path = file.file.file_path;
        files_.try_emplace(std::move(path), std::move(file));
      }
    }
  }

  std::vector<ListedFile> files_of(const ListedManifest& listed) {
    std::vector<ListedFile> files;
    const ManifestFile& file = listed.file;
    const auto size = size_of(listed.snapshot_id, file.manifest_path);
    if (!size) return files;
    if (*size != file.manifest_length)
      fault(listed.snapshot_id, file.manifest_path, "expected {} bytes, found {}", file.manifest_length,
            *size);
    auto manifest = iceberg::read_manifest(table_, file);
    if (!manifest) {
      fault(listed.snapshot_id, file.manifest_path, "cannot read the manifest: {}",
            manifest.error().to_string());
      return files;
    }
    check_counts(listed, *manifest);
    for (ManifestEntry& entry : manifest->entries) {
      if (entry.sequence_number.value_or(0) > file.sequence_number)
        fault(listed.snapshot_id, entry.data_file.file_path, "sequence number must be at most {}, got {}",
              file.sequence_number, *entry.sequence_number);
      if (entry.is_live()) files.push_back({std::move(entry.data_file), listed.snapshot_id});
    }
    return files;
  }

  void check_counts(const ListedManifest& listed, const Manifest& manifest) {
    const auto counted = iceberg::summarize_manifest(manifest, 0, listed.file.sequence_number);
    if (!counted) return;
    const auto check = [&](const char* what, int64_t stated, int64_t found) {
      if (stated != iceberg::kUnknownFileCount && stated != found)
        fault(listed.snapshot_id, listed.file.manifest_path, "expected {} {}, found {}", stated, what, found);
    };
    check("added files", listed.file.added_files_count, counted->added_files_count);
    check("existing files", listed.file.existing_files_count, counted->existing_files_count);
    check("deleted files", listed.file.deleted_files_count, counted->deleted_files_count);
    if (listed.file.added_files_count == iceberg::kUnknownFileCount) return;
    check("added rows", listed.file.added_rows_count, counted->added_rows_count);
    check("existing rows", listed.file.existing_rows_count, counted->existing_rows_count);
  }

  void check_files() {
    std::vector<const ListedFile*> files;
    for (const auto& [path, file] : files_) files.push_back(&file);
    report_.files = static_cast<int64_t>(files.size());
    std::atomic<int64_t> done = 0;
    std::ignore = wait_side_by_side(files.size(), [&](size_t i) -> Result<> {
      check_file(*files[i]);
      if (options_.on_progress) options_.on_progress(++done, report_.files);
      return {};
    });
    for (const ListedFile* file : files) report_.bytes += file->file.file_size_bytes;
  }

  void check_file(const ListedFile& listed) {
    const DataFile& file = listed.file;
    const auto size = size_of(listed.snapshot_id, file.file_path);
    if (!size) return;
    if (*size != file.file_size_bytes)
      return fault(listed.snapshot_id, file.file_path, "expected {} bytes, found {}", file.file_size_bytes,
                   *size);
    if (file.file_format != "PARQUET" || file.content != iceberg::FileContent::kData) return;
    const auto metrics =
        iceberg::read_footer_metrics(table_, *iceberg::find_recorded(table_, file.file_path), *size);
    if (!metrics)
      return fault(listed.snapshot_id, file.file_path, "cannot read the Parquet file: {}",
                   metrics.error().to_string());
    for (const std::string& text : metrics_faults(file, *metrics, table_.metadata().schema()))
      fault(listed.snapshot_id, file.file_path, "{}", text);
  }

  const iceberg::Table& table_;
  const CheckOptions& options_;
  CheckReport report_;
  std::mutex mutex_;
  std::map<std::string, ListedManifest> manifests_;
  std::map<std::string, ListedFile> files_;
};

}  // namespace

CheckReport check_table(const iceberg::Table& table, const TableDefinition* definition,
                        const CheckOptions& options) {
  return TableCheck(table, options).run(definition);
}

}  // namespace eigenlake
