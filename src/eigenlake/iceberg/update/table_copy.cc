// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/update/table_copy.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "eigenlake/iceberg/catalog/recorded_file.h"
#include "eigenlake/iceberg/codec/manifest_avro.h"
#include "eigenlake/iceberg/codec/manifest_list_avro.h"
#include "eigenlake/iceberg/codec/table_metadata_json.h"
#include "eigenlake/iceberg/codec/table_metadata_parser.h"
#include "eigenlake/iceberg/data/position_delete_file.h"
#include "eigenlake/iceberg/data/row_deletes.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/spec/lake_error.h"
#include "eigenlake/json/json.h"

namespace eigenlake::iceberg {
namespace {

/// Properties that would send the copy's writers back to the original.
constexpr std::array<std::string_view, 4> kPlaceProperties = {
    "write.data.path", "write.metadata.path", "write.object-storage.path", "write.folder-storage.path"};
/// Top-level fields that name files which the copy does not have.
constexpr std::array<std::string_view, 2> kStatisticsFields = {"statistics", "partition-statistics"};

/// A repeatable short name for a path: FNV-1a.
uint64_t hash_of(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

class TableCopier {
 public:
  TableCopier(const Table& table, const TableCopyOptions& options, const PutCopiedFile& put)
      : table_(table), options_(options), put_(put) {}

  Result<std::vector<CopiedFile>> run() {
    TableMetadata copy = table_.metadata();
    EIGENLAKE_ASSIGN_OR_RETURN(copy.snapshots, copy_snapshots());
    drop_unkept(copy);
    EIGENLAKE_RETURN_IF_ERROR(put_metadata(copy));
    return std::move(files_);
  }

 private:
  Result<std::vector<Snapshot>> copy_snapshots() {
    std::set<int64_t> ids(options_.other_snapshot_ids.begin(), options_.other_snapshot_ids.end());
    if (options_.current_snapshot_id) ids.insert(*options_.current_snapshot_id);
    std::vector<Snapshot> copies;
    for (const Snapshot& snapshot : table_.metadata().snapshots) {
      if (ids.erase(snapshot.snapshot_id) == 0) continue;
      EIGENLAKE_ASSIGN_OR_RETURN(copies.emplace_back(), copy_snapshot(snapshot));
    }
    if (ids.empty()) return copies;
    return fail(ErrorKind::kNotFound, "no snapshot {} of {}", *ids.begin(), table_.identifier().to_string());
  }

  Result<Snapshot> copy_snapshot(const Snapshot& snapshot) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto manifests, read_manifest_list(table_, snapshot));
    std::vector<ManifestFile> copies;
    for (const ManifestFile& manifest : manifests) {
      EIGENLAKE_ASSIGN_OR_RETURN(const ManifestFile* copy, copy_manifest(manifest));
      if (copy != nullptr) copies.push_back(*copy);
    }
    EIGENLAKE_ASSIGN_OR_RETURN(const std::string list,
                               manifest_list_to_avro(copies, snapshot.snapshot_id,
                                                     snapshot.parent_snapshot_id, snapshot.sequence_number));
    const std::string recorded = snapshot.manifest_list();
    const std::string path = recorded.empty() ? fmt::format("metadata/snap-{}.avro", snapshot.snapshot_id)
                                              : place_of(recorded, "metadata");
    EIGENLAKE_RETURN_IF_ERROR(put_(path, list, std::nullopt));
    return with_manifest_list(snapshot, path_in_copy(path));
  }

  static Result<Snapshot> with_manifest_list(Snapshot snapshot, const std::string& path) {
    EIGENLAKE_ASSIGN_OR_RETURN(Json json, parse_json(snapshot.json.view()));
    json["manifest-list"] = path;
    json.erase("manifests");
    if (!json.contains("sequence-number")) json["sequence-number"] = snapshot.sequence_number;
    snapshot.json = SharedText(json.dump(-1, ' ', false, Json::error_handler_t::replace));
    return snapshot;
  }

  /// nullptr for an empty manifest. Manifests are shared by snapshots and copied once.
  Result<const ManifestFile*> copy_manifest(const ManifestFile& file) {
    const auto known = manifests_.find(file.manifest_path);
    if (known != manifests_.end()) return known->second ? &*known->second : nullptr;
    auto& copy = manifests_[file.manifest_path];
    EIGENLAKE_ASSIGN_OR_RETURN(Manifest manifest, read_manifest(table_, file));
    if (options_.other_snapshot_ids.empty())
      std::erase_if(manifest.entries, [](const ManifestEntry& entry) { return !entry.is_live(); });
    if (manifest.entries.empty()) return nullptr;
    manifest.content = file.content;
    for (ManifestEntry& entry : manifest.entries) EIGENLAKE_RETURN_IF_ERROR(copy_entry(entry));
    EIGENLAKE_ASSIGN_OR_RETURN(const std::string bytes, manifest_to_avro(manifest));
    const std::string path = place_of(file.manifest_path, "metadata");
    EIGENLAKE_RETURN_IF_ERROR(put_(path, bytes, std::nullopt));
    EIGENLAKE_ASSIGN_OR_RETURN(copy,
                               summarize_manifest(manifest, file.added_snapshot_id, file.sequence_number));
    copy->partition_spec_id = file.partition_spec_id;
    copy->key_metadata = file.key_metadata;
    copy->manifest_path = path_in_copy(path);
    copy->manifest_length = static_cast<int64_t>(bytes.size());
    return &*copy;
  }

  Result<> copy_entry(ManifestEntry& entry) {
    DataFile& file = entry.data_file;
    if (file.referenced_data_file)
      file.referenced_data_file = path_in_copy(place_of(*file.referenced_data_file, "data"));
    const std::string recorded = file.file_path;
    if (entry.is_live() && file.content == FileContent::kPositionDeletes)
      EIGENLAKE_RETURN_IF_ERROR(copy_position_deletes(file));
    if (!entry.is_live() && file.content == FileContent::kPositionDeletes) {
      file.lower_bounds.clear();  // They are paths.
      file.upper_bounds.clear();
    }
    const std::string path = place_of(recorded, "data");
    file.file_path = path_in_copy(path);
    if (!entry.is_live() || file.content == FileContent::kPositionDeletes || !seen_.insert(path).second)
      return {};
    auto place = find_recorded(table_, recorded);
    if (!place) return fail_to_read_lake(std::move(place).error(), recorded);
    files_.push_back({.store = std::move(place->store),
                      .source_key = std::move(place->key),
                      .path = path,
                      .bytes = file.file_size_bytes,
                      .rows = file.record_count});
    return {};
  }

  /// Rewrites the file once; `file` gets the size and metrics of the result.
  Result<> copy_position_deletes(DataFile& file) {
    const std::string path = place_of(file.file_path, "data");
    auto known = position_deletes_.find(path);
    if (known == position_deletes_.end()) {
      EIGENLAKE_ASSIGN_OR_RETURN(auto copy, relocated_position_deletes(file));
      EIGENLAKE_RETURN_IF_ERROR(put_(path, copy.bytes, copy.entry.record_count));
      known = position_deletes_.emplace(path, std::move(copy.entry)).first;
    }
    file = known->second;
    return {};
  }

  Result<PositionDeleteFile> relocated_position_deletes(const DataFile& file) const {
    const auto place = find_recorded(table_, file.file_path);
    if (!place) return fail_to_read_lake(place.error(), file.file_path);
    const DeleteFile stored{.data_file = file,
                            .sequence_number = 0,
                            .store = place->store,
                            .key = place->key,
                            .uri = place->uri()};
    DeleteCache cache;
    EIGENLAKE_ASSIGN_OR_RETURN(const auto deletes, cache.positions(table_, stored));
    std::map<std::string, std::vector<int64_t>> relocated;
    for (const auto& [path, places] : *deletes) relocated[path_in_copy(place_of(path, "data"))] = places;
    return write_position_deletes(relocated, file);
  }

  /// The path below the copy; `folder` is for paths outside the table.
  std::string place_of(std::string_view recorded, std::string_view folder) const {
    const std::string& directory = table_.directory_key();
    const auto key = table_.key_of(recorded);
    if (key && key->starts_with(directory + "/")) return key->substr(directory.size() + 1);
    const std::string_view name = recorded.substr(recorded.rfind('/') + 1);
    return fmt::format("{}/external/{:016x}-{}", folder, hash_of(recorded), name);
  }

  std::string path_in_copy(const std::string& path) const { return options_.location + "/" + path; }

  void drop_unkept(TableMetadata& copy) const {
    const auto is_lost = [&](int64_t id) { return copy.snapshot_by_id(id) == nullptr; };
    copy.format_version = 2;
    copy.location = options_.location;
    copy.current_snapshot_id = options_.current_snapshot_id;
    copy.metadata_log.clear();
    auto refs = copy.refs.extract_sequence();
    const auto is_dropped = [&](const auto& ref) {
      return ref.second.kind == SnapshotRef::Kind::kBranch || is_lost(ref.second.snapshot_id);
    };
    refs.erase(std::remove_if(refs.begin(), refs.end(), is_dropped), refs.end());
    copy.refs.adopt_sequence(boost::container::ordered_unique_range, std::move(refs));
    if (options_.current_snapshot_id) {
      SnapshotRef main;
      const auto found = table_.metadata().refs.find(kMainBranch);
      if (found != table_.metadata().refs.end()) main = found->second;
      main.snapshot_id = *options_.current_snapshot_id;
      copy.refs[kMainBranch] = main;
    }
    keep_snapshot_log(copy);
    for (const auto name : kPlaceProperties) copy.properties.erase(std::string(name));
    std::erase_if(copy.unknown_fields, [](const auto& field) {
      return std::ranges::find(kStatisticsFields, field.first) != kStatisticsFields.end();
    });
  }

  /// The log up to the last time that the copy's snapshot was current.
  void keep_snapshot_log(TableMetadata& copy) const {
    auto& log = copy.snapshot_log;
    while (!log.empty() && log.back().snapshot_id != copy.current_snapshot_id) log.pop_back();
    std::erase_if(log, [&](const auto& entry) { return copy.snapshot_by_id(entry.snapshot_id) == nullptr; });
    if (const Snapshot* current = copy.current_snapshot(); current != nullptr && log.empty())
      log.push_back({current->timestamp_ms, current->snapshot_id});
  }

  Result<> put_metadata(const TableMetadata& copy) const {
    const std::string json = table_metadata_to_json(copy);
    if (const auto checked = parse_table_metadata(json); !checked)
      return fail(ErrorKind::kInternal, "invalid metadata of the copy of {}: {}",
                  table_.identifier().to_string(), checked.error().message);
    EIGENLAKE_RETURN_IF_ERROR(put_("metadata/v1.metadata.json", json, std::nullopt));
    return put_("metadata/version-hint.text", "1", std::nullopt);
  }

  const Table& table_;
  const TableCopyOptions& options_;
  const PutCopiedFile& put_;
  std::vector<CopiedFile> files_;
  std::set<std::string> seen_;                                    ///< Paths of files_.
  std::map<std::string, std::optional<ManifestFile>> manifests_;  ///< Copies, by recorded path.
  std::map<std::string, DataFile> position_deletes_;              ///< Copies, by path below the copy.
};

}  // namespace

Result<std::vector<CopiedFile>> copy_table_metadata(const Table& table, const TableCopyOptions& options,
                                                    const PutCopiedFile& put) {
  auto files = TableCopier(table, options, put).run();
  if (!files)
    return fail_with_context(std::move(files).error(), "while copying " + table.identifier().to_string());
  return files;
}

}  // namespace eigenlake::iceberg
