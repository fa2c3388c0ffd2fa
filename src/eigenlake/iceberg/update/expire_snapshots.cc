// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/update/expire_snapshots.h"

#include <algorithm>
#include <functional>
#include <map>
#include <unordered_set>

#include "eigenlake/base/side_by_side.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/spec/table_metadata_update.h"
#include "eigenlake/iceberg/spec/table_statistics.h"
#include "eigenlake/iceberg/update/table_changes.h"

namespace eigenlake::iceberg {
namespace {

constexpr int64_t kMaxSnapshotAgeMsDefault = 5LL * 24 * 3'600'000;
constexpr int64_t kForever = INT64_MAX;

class Retention {
 public:
  Retention(const TableMetadata& metadata, const ExpireOptions& options)
      : metadata_(metadata), options_(options) {
    const int64_t age = metadata.property_int("history.expire.max-snapshot-age-ms", kMaxSnapshotAgeMsDefault);
    max_snapshot_age_ms_ = options.max_snapshot_age_ms.value_or(age);
    for (const Snapshot& snapshot : metadata.snapshots) snapshots_.emplace(snapshot.snapshot_id, &snapshot);
  }

  ExpiredSnapshots plan() {
    ExpiredSnapshots expired;
    keep_recently_current();
    for (const auto& [name, ref] : metadata_.refs) {
      if (!is_kept(name, ref)) {
        expired.refs.push_back(name);
      } else if (ref.kind == SnapshotRef::Kind::kTag) {
        kept_.insert(ref.snapshot_id);
      } else {
        keep_branch(ref);
      }
    }
    // A rolled back or staged snapshot may still be in use.
    for (const auto& [id, snapshot] : snapshots_) {
      const bool is_unreferenced = !on_branch_.contains(id);
      if (is_unreferenced && age_of(*snapshot) <= std::max(max_snapshot_age_ms_, options_.grace_ms))
        kept_.insert(id);
      if (!kept_.contains(id)) expired.snapshot_ids.insert(id);
    }
    return expired;
  }

 private:
  int64_t age_of(const Snapshot& snapshot) const { return options_.now_ms - snapshot.timestamp_ms; }

  bool is_kept(const std::string& name, const SnapshotRef& ref) const {
    if (name == kMainBranch) return true;
    if (ref.kind == SnapshotRef::Kind::kTag && options_.tags_to_remove.contains(name)) return false;
    const int64_t age_max =
        ref.max_ref_age_ms.value_or(metadata_.property_int("history.expire.max-ref-age-ms", kForever));
    const auto found = snapshots_.find(ref.snapshot_id);
    return found == snapshots_.end() || age_of(*found->second) <= age_max;
  }

  /// Snapshots that were current within the grace period.
  void keep_recently_current() {
    if (metadata_.current_snapshot_id) kept_.insert(*metadata_.current_snapshot_id);
    const auto& log = metadata_.snapshot_log;
    for (size_t i = 0; i + 1 < log.size(); ++i)
      if (log[i + 1].timestamp_ms > options_.now_ms - options_.grace_ms) kept_.insert(log[i].snapshot_id);
  }

  void keep_branch(const SnapshotRef& ref) {
    const int64_t count = metadata_.property_int("history.expire.min-snapshots-to-keep", 1);
    const int64_t count_min =
        std::max<int64_t>(ref.min_snapshots_to_keep.value_or(static_cast<int>(count)), 1);
    const int64_t age_max = ref.max_snapshot_age_ms.value_or(max_snapshot_age_ms_);
    bool is_kept = true;
    int64_t position = 0;
    for (auto at = snapshots_.find(ref.snapshot_id); at != snapshots_.end(); ++position) {
      const Snapshot& snapshot = *at->second;
      is_kept = is_kept && (position < count_min || age_of(snapshot) <= age_max);
      if (is_kept) kept_.insert(snapshot.snapshot_id);
      const bool is_new = on_branch_.insert(snapshot.snapshot_id).second;
      if (!snapshot.parent_snapshot_id || (!is_new && !is_kept)) break;
      at = snapshots_.find(*snapshot.parent_snapshot_id);
    }
  }

  const TableMetadata& metadata_;
  const ExpireOptions& options_;
  int64_t max_snapshot_age_ms_;
  std::map<int64_t, const Snapshot*> snapshots_;
  std::set<int64_t> kept_;
  std::set<int64_t> on_branch_;
};

/// By path, read side by side.
Result<std::map<std::string, ManifestFile>> manifests_of(const Table& table,
                                                         const std::vector<const Snapshot*>& snapshots) {
  std::vector<std::vector<ManifestFile>> lists(snapshots.size());
  EIGENLAKE_RETURN_IF_ERROR(wait_side_by_side(snapshots.size(), [&](size_t i) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(lists[i], read_manifest_list(table, *snapshots[i]));
    return {};
  }));
  std::map<std::string, ManifestFile> manifests;
  for (auto& list : lists)
    for (ManifestFile& file : list) manifests.try_emplace(file.manifest_path, std::move(file));
  return manifests;
}

std::vector<ManifestFile> values_of(std::map<std::string, ManifestFile> manifests) {
  std::vector<ManifestFile> values;
  for (auto& [path, file] : manifests) values.push_back(std::move(file));
  return values;
}

/// Live files of manifests with their sizes.
Result<std::map<std::string, int64_t>> files_of(const Table& table,
                                                const std::vector<ManifestFile>& manifests) {
  std::vector<std::map<std::string, int64_t>> parts(manifests.size());
  EIGENLAKE_RETURN_IF_ERROR(wait_side_by_side(manifests.size(), [&](size_t i) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(const Manifest manifest, read_manifest(table, manifests[i]));
    for (const ManifestEntry& entry : manifest.entries)
      if (entry.is_live()) parts[i].emplace(entry.data_file.file_path, entry.data_file.file_size_bytes);
    return {};
  }));
  std::map<std::string, int64_t> files;
  for (auto& part : parts) files.merge(part);
  return files;
}

/// Erases what kept manifests reach, first those of the current snapshot, which is mostly all.
Result<> erase_reachable(const Table& table, std::map<std::string, ManifestFile> kept,
                         std::map<std::string, int64_t>& candidates) {
  const Snapshot* current = table.metadata().current_snapshot();
  std::vector<ManifestFile> first;
  if (current != nullptr) {
    EIGENLAKE_ASSIGN_OR_RETURN(first, read_manifest_list(table, *current));
  }
  for (const ManifestFile& file : first) kept.erase(file.manifest_path);
  for (const auto& manifests : {std::move(first), values_of(std::move(kept))}) {
    if (candidates.empty()) break;
    EIGENLAKE_ASSIGN_OR_RETURN(const auto reachable, files_of(table, manifests));
    std::erase_if(candidates, [&](const auto& file) { return reachable.contains(file.first); });
  }
  return {};
}

void remove_files(const Table& table, const UnreachableFiles& files) {
  // The lists last, so that a crash leaves the others reachable.
  for (const auto* paths : {&files.data_files, &files.manifests, &files.manifest_lists, &files.statistics}) {
    std::vector<std::string> keys;
    for (const std::string& path : *paths)
      if (auto key = table.key_of(path)) keys.push_back(*std::move(key));
    std::ignore = table.store().remove_all(keys);
  }
}

Result<ExpireReport> expire(Table& table, const std::function<ExpiredSnapshots(const TableMetadata&)>& plan) {
  ExpireReport report;
  // The files belong to other tables as well, as after Spark's procedure "snapshot".
  if (table.metadata().property("gc.enabled", "true") == "false")
    return fail(ErrorKind::kUnsupported,
                "the files of {} must not be removed: its property gc.enabled is false",
                table.identifier().to_string());
  EIGENLAKE_RETURN_IF_ERROR(commit_change(table, [&](TableMetadata& metadata) -> Result<bool> {
    report.expired = plan(metadata);
    if (report.expired.empty()) return false;
    // While the snapshots are still known.
    EIGENLAKE_ASSIGN_OR_RETURN(report.files, unreachable_files(table, report.expired.snapshot_ids));
    remove_snapshots(metadata, report.expired.snapshot_ids, report.expired.refs);
    return true;
  }));
  remove_files(table, report.files);
  report.files_removed = true;
  return report;
}

/// The existing ones without another ref.
ExpiredSnapshots without_referenced(const TableMetadata& metadata, const ExpiredSnapshots& given_up) {
  ExpiredSnapshots expired;
  for (const Snapshot& snapshot : metadata.snapshots)
    if (given_up.snapshot_ids.contains(snapshot.snapshot_id))
      expired.snapshot_ids.insert(snapshot.snapshot_id);
  for (const auto& [name, ref] : metadata.refs) {
    const bool is_given_up =
        ref.kind == SnapshotRef::Kind::kTag && std::ranges::find(given_up.refs, name) != given_up.refs.end();
    if (is_given_up)
      expired.refs.push_back(name);
    else
      expired.snapshot_ids.erase(ref.snapshot_id);
  }
  if (metadata.current_snapshot_id) expired.snapshot_ids.erase(*metadata.current_snapshot_id);
  return expired;
}

}  // namespace

ExpiredSnapshots plan_expiry(const TableMetadata& metadata, const ExpireOptions& options) {
  return Retention(metadata, options).plan();
}

Result<UnreachableFiles> unreachable_files(const Table& table, const std::set<int64_t>& ids) {
  std::vector<const Snapshot*> expired;
  std::vector<const Snapshot*> kept;
  std::unordered_set<std::string> kept_lists;
  for (const Snapshot& snapshot : table.metadata().snapshots) {
    const bool is_expired = ids.contains(snapshot.snapshot_id);
    (is_expired ? expired : kept).push_back(&snapshot);
    if (!is_expired) kept_lists.insert(snapshot.manifest_list());
  }
  UnreachableFiles files;
  if (expired.empty()) return files;
  EIGENLAKE_ASSIGN_OR_RETURN(auto manifests, manifests_of(table, expired));
  EIGENLAKE_ASSIGN_OR_RETURN(auto kept_manifests, manifests_of(table, kept));
  std::erase_if(manifests, [&](const auto& file) { return kept_manifests.contains(file.first); });
  for (const Snapshot* snapshot : expired) {
    std::string list = snapshot->manifest_list();
    if (!kept_lists.contains(list)) files.manifest_lists.insert(std::move(list));
  }
  for (const auto& [path, file] : manifests) files.manifests.insert(path);
  EIGENLAKE_ASSIGN_OR_RETURN(auto candidates, files_of(table, values_of(std::move(manifests))));
  EIGENLAKE_RETURN_IF_ERROR(erase_reachable(table, std::move(kept_manifests), candidates));
  for (const auto& [path, bytes] : candidates) {
    files.data_files.insert(path);
    files.data_bytes += bytes;
  }
  files.statistics = statistics_files(table.metadata(), [&](int64_t id) { return ids.contains(id); });
  for (const std::string& path :
       statistics_files(table.metadata(), [&](int64_t id) { return !ids.contains(id); }))
    files.statistics.erase(path);
  return files;
}

Result<ExpireReport> expire_snapshots(Table& table, const ExpireOptions& options) {
  return expire(table, [&](const TableMetadata& metadata) { return plan_expiry(metadata, options); });
}

Result<ExpireReport> expire_snapshots(Table& table, const ExpiredSnapshots& given_up) {
  return expire(table, [&](const TableMetadata& metadata) { return without_referenced(metadata, given_up); });
}

Result<> drop_snapshots(Table& table, const ExpiredSnapshots& given_up) {
  return commit_change(table, [&](TableMetadata& metadata) -> Result<bool> {
    const auto dropped = without_referenced(metadata, given_up);
    if (dropped.empty()) return false;
    remove_snapshots(metadata, dropped.snapshot_ids, dropped.refs);
    return true;
  });
}

}  // namespace eigenlake::iceberg
