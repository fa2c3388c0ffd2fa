#include "eigenlake/iceberg/append.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "eigenlake/iceberg/manifest_avro.h"
#include "eigenlake/iceberg/manifest_list_avro.h"
#include "eigenlake/iceberg/manifest_merge.h"
#include "eigenlake/iceberg/scan.h"
#include "eigenlake/iceberg/table_metadata_update.h"
#include "eigenlake/iceberg/unique_id.h"
#include "eigenlake/iceberg/wall_clock.h"

namespace eigenlake::iceberg {
namespace {

struct Totals {
  int64_t records = 0;
  int64_t files = 0;
  int64_t bytes = 0;
};

/// Nothing where the summary does not say.
std::optional<int64_t> summary_number(const SnapshotSummary& summary, const std::string& key) {
  const auto it = summary.find(key);
  if (it == summary.end()) return std::nullopt;
  int64_t value = 0;
  const std::string& text = it->second;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// One append over its attempts. Files of attempts that lost against another writer are removed in the end.
class Append {
 public:
  Append(Table& table, const AppendOptions& options)
      : table_(table), options_(options), snapshot_id_(new_snapshot_id()), uuid_(new_uuid()) {}

  Result<Snapshot> run() {
    auto committed = table_.commit([this](TableMetadata& metadata) { return apply(metadata); });
    if (!committed) {
      if (committed.error().kind != ErrorKind::kCommitStateUnknown) remove_files(written_, {});
      return std::unexpected(std::move(committed).error());
    }
    remove_files(written_, attempt_files_);
    return std::move(snapshot_);
  }

 private:
  Result<bool> apply(TableMetadata& metadata) {
    EIGENLAKE_RETURN_IF_ERROR(check_tag(metadata));
    ++attempt_;
    attempt_files_.clear();
    sequence_number_ = metadata.last_sequence_number + 1;
    std::vector<NewObject> objects;
    EIGENLAKE_ASSIGN_OR_RETURN(const auto manifests, next_manifests(metadata, objects));
    const std::string list_path = fmt::format("metadata/snap-{}-{}-{}.avro", snapshot_id_, attempt_, uuid_);
    EIGENLAKE_ASSIGN_OR_RETURN(
        std::string list,
        manifest_list_to_avro(manifests, snapshot_id_, metadata.current_snapshot_id, sequence_number_));
    add_object(objects, list_path, std::move(list));
    for (const NewObject& object : objects) written_.insert(object.key);
    EIGENLAKE_RETURN_IF_ERROR(table_.store().put_all(objects));

    const int64_t time_ms = std::max(options_.timestamp_ms.value_or(now_ms()), metadata.last_updated_ms);
    snapshot_ = make_snapshot(snapshot_id_, metadata.current_snapshot_id, sequence_number_, time_ms,
                              table_.recorded_path(list_path), metadata.current_schema_id, summary(metadata));
    EIGENLAKE_RETURN_IF_ERROR(add_snapshot(metadata, snapshot_));
    if (options_.tag) {
      const SnapshotRef tag{snapshot_id_, SnapshotRef::Kind::kTag, {}, {}, options_.tag_max_ref_age_ms};
      EIGENLAKE_RETURN_IF_ERROR(set_ref(metadata, *options_.tag, tag, time_ms));
    }
    return true;
  }

  Result<> check_tag(const TableMetadata& metadata) const {
    if (!options_.tag || !metadata.refs.contains(*options_.tag)) return {};
    return fail(ErrorKind::kAlreadyExists, "expected no tag {} in {}, found one on snapshot {}",
                *options_.tag, table_.identifier().to_string(), metadata.refs.at(*options_.tag).snapshot_id);
  }

  /// The manifests of the new snapshot, newest first; their bytes, where new, go to `objects`.
  Result<std::vector<ManifestFile>> next_manifests(const TableMetadata& metadata,
                                                   std::vector<NewObject>& objects) {
    std::vector<ManifestFile> manifests;
    if (const Snapshot* parent = metadata.current_snapshot()) {
      EIGENLAKE_ASSIGN_OR_RETURN(manifests, read_manifest_list(table_, *parent));
    }
    if (options_.files.empty()) return manifests;
    Manifest added{metadata.schema(), metadata.partition_spec(), ManifestContent::kData, {}};
    for (const DataFile& file : options_.files) {
      added.entries.push_back({ManifestEntry::Status::kAdded, snapshot_id_, {}, {}, file});
    }
    EIGENLAKE_ASSIGN_OR_RETURN(ManifestFile file, new_manifest(added, 0, objects));
    manifests.insert(manifests.begin(), std::move(file));

    const ManifestMergePolicy policy{
        metadata.property_int("commit.manifest.min-count-to-merge", ManifestMergePolicy().min_count),
        metadata.property_int("commit.manifest.target-size-bytes", ManifestMergePolicy().target_bytes)};
    if (metadata.property("commit.manifest-merge.enabled", "true") != "true") return manifests;
    const auto merged = manifests_to_merge(manifests, metadata.default_spec_id, policy);
    if (!merged.empty()) EIGENLAKE_RETURN_IF_ERROR(merge(manifests, merged, std::move(added), objects));
    return manifests;
  }

  /// Replaces the manifests at `positions`, the first of which is the one just added, by one.
  Result<> merge(std::vector<ManifestFile>& manifests, const std::vector<size_t>& positions, Manifest added,
                 std::vector<NewObject>& objects) {
    std::vector<Manifest> sources;
    sources.push_back(added);
    for (const size_t position : positions) {
      if (position == 0) continue;
      EIGENLAKE_ASSIGN_OR_RETURN(Manifest source, read_manifest(table_, manifests[position]));
      sources.push_back(std::move(source));
    }
    added.entries = merge_entries(sources, snapshot_id_);
    objects.clear();
    attempt_files_.clear();
    EIGENLAKE_ASSIGN_OR_RETURN(ManifestFile file, new_manifest(added, attempt_, objects));
    std::vector<ManifestFile> kept = {std::move(file)};
    for (size_t i = 0; i < manifests.size(); ++i) {
      if (!std::ranges::binary_search(positions, i)) kept.push_back(std::move(manifests[i]));
    }
    manifests = std::move(kept);
    return {};
  }

  Result<ManifestFile> new_manifest(const Manifest& manifest, int number, std::vector<NewObject>& objects) {
    EIGENLAKE_ASSIGN_OR_RETURN(std::string bytes, manifest_to_avro(manifest));
    EIGENLAKE_ASSIGN_OR_RETURN(ManifestFile file,
                               summarize_manifest(manifest, snapshot_id_, sequence_number_));
    const std::string path = fmt::format("metadata/{}-m{}.avro", uuid_, number);
    file.manifest_path = table_.recorded_path(path);
    file.manifest_length = static_cast<int64_t>(bytes.size());
    add_object(objects, path, std::move(bytes));
    return file;
  }

  void add_object(std::vector<NewObject>& objects, const std::string& path, std::string bytes) {
    objects.push_back({table_.key_below(path), std::move(bytes)});
    attempt_files_.insert(objects.back().key);
  }

  SnapshotSummary summary(const TableMetadata& metadata) const {
    Totals added;
    std::set<std::string> partitions;
    const auto types = metadata.partition_spec().partition_types(metadata.schema());
    for (const DataFile& file : options_.files) {
      added.records += file.record_count;
      added.bytes += file.file_size_bytes;
      ++added.files;
      partitions.insert(partition_path(metadata.partition_spec(), *types, file.partition));
    }
    const Snapshot* parent = metadata.current_snapshot();
    const SnapshotSummary before = parent == nullptr ? SnapshotSummary{} : parent->summary();
    SnapshotSummary summary = options_.summary;
    const auto set = [&](const std::string& key, int64_t value) { summary[key] = std::to_string(value); };
    summary["operation"] = "append";
    set("added-data-files", added.files);
    set("added-records", added.records);
    set("added-files-size", added.bytes);
    set("changed-partition-count", static_cast<int64_t>(partitions.size()));
    // A total that another writer's snapshot did not keep cannot be carried on: a wrong one is worse than
    // none.
    const auto set_total = [&](const std::string& key, int64_t added_count) {
      const auto total = parent == nullptr ? std::optional<int64_t>(0) : summary_number(before, key);
      if (total) set(key, *total + added_count);
    };
    set_total("total-data-files", added.files);
    set_total("total-records", added.records);
    set_total("total-files-size", added.bytes);
    for (const char* key : {"total-delete-files", "total-position-deletes", "total-equality-deletes"}) {
      set_total(key, 0);
    }
    return summary;
  }

  /// Best effort: what is left behind is an orphan and harms nobody.
  void remove_files(const std::set<std::string>& keys, const std::set<std::string>& except) {
    for (const std::string& key : keys) {
      if (!except.contains(key)) static_cast<void>(table_.store().remove(key));
    }
  }

  Table& table_;
  const AppendOptions& options_;
  const int64_t snapshot_id_;
  const std::string uuid_;
  int attempt_ = 0;
  int64_t sequence_number_ = 0;
  std::set<std::string> written_;        ///< Keys of all attempts.
  std::set<std::string> attempt_files_;  ///< Keys that the last attempt's snapshot needs.
  Snapshot snapshot_;
};

}  // namespace

Result<Snapshot> append(Table& table, const AppendOptions& options) {
  return Append(table, options).run();
}

}  // namespace eigenlake::iceberg
