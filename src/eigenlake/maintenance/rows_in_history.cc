// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/rows_in_history.h"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "eigenlake/base/side_by_side.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/ingest/row_removal.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

using iceberg::FileScanTask;
using iceberg::Snapshot;
using iceberg::Table;
using SnapshotIds = std::set<int64_t>;

/// A manifest, the snapshots that list it, and the data files that it names as live.
struct ListedManifest {
  iceberg::ManifestFile file;
  SnapshotIds snapshots;
  std::vector<FileScanTask> files;
};

Result<std::vector<ListedManifest>> manifests_in_history(const Table& table) {
  const auto& snapshots = table.metadata().snapshots;
  std::vector<std::vector<iceberg::ManifestFile>> lists(snapshots.size());
  EIGENLAKE_RETURN_IF_ERROR(wait_side_by_side(snapshots.size(), [&](size_t i) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(lists[i], iceberg::read_manifest_list(table, snapshots[i]));
    return {};
  }));
  std::map<std::string, ListedManifest> by_path;
  for (size_t i = 0; i < snapshots.size(); ++i) {
    for (auto& file : lists[i]) {
      if (file.content == iceberg::ManifestContent::kDeletes) continue;
      auto& listed = by_path[file.manifest_path];
      listed.snapshots.insert(snapshots[i].snapshot_id);
      listed.file = std::move(file);
    }
  }
  std::vector<ListedManifest> manifests;
  for (auto& [path, listed] : by_path) manifests.push_back(std::move(listed));
  return manifests;
}

Result<> read_files(const Table& table, ListedManifest& listed) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto manifest, iceberg::read_manifest(table, listed.file));
  for (auto& entry : manifest.entries) {
    if (!entry.is_live()) continue;
    EIGENLAKE_ASSIGN_OR_RETURN(listed.files.emplace_back(), iceberg::scan_task_of(table, std::move(entry)));
  }
  return {};
}

Result<SnapshotIds> snapshots_with_rows(const Table& table, const ExperimentIds& ids, ThreadPool& pool) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto manifests, manifests_in_history(table));
  EIGENLAKE_RETURN_IF_ERROR(
      wait_side_by_side(manifests.size(), [&](size_t i) { return read_files(table, manifests[i]); }));
  std::map<std::string, FileScanTask> files;
  for (const auto& manifest : manifests)
    for (const auto& file : manifest.files) files.try_emplace(file.data_file.file_path, file);
  std::vector<FileScanTask> all;
  for (auto& [path, file] : files) all.push_back(std::move(file));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto with_rows, files_with_bytes(table, std::move(all), ids, pool));
  std::set<std::string> paths;
  for (const auto& file : with_rows) paths.insert(file.data_file.file_path);
  SnapshotIds found;
  for (const auto& manifest : manifests) {
    const bool is_concerned = std::ranges::any_of(
        manifest.files, [&](const auto& file) { return paths.contains(file.data_file.file_path); });
    if (is_concerned) found.insert(manifest.snapshots.begin(), manifest.snapshots.end());
  }
  return found;
}

/// Which batches read one of the snapshots as their state of a table, by position in the log.
class BatchStates {
 public:
  explicit BatchStates(const AuditLog& log) : is_lost_(log.batches().size()) {
    for (size_t i = 0; i < log.batches().size(); ++i) position_.emplace(log.batches()[i].batch_id, i);
  }

  void lose(const iceberg::TableMetadata& metadata, const SnapshotIds& lost) {
    // What each batch sees: the last snapshot of a batch up to it, or of the features of one.
    std::vector<const Snapshot*> first_seen(is_lost_.size());
    for (const Snapshot& snapshot : metadata.snapshots)
      if (const auto at = position_of(snapshot)) first_seen[*at] = &snapshot;
    const Snapshot* seen = nullptr;
    for (size_t i = 0; i < is_lost_.size(); ++i) {
      const Snapshot* next = first_seen[i];
      if (next != nullptr && (seen == nullptr || next->sequence_number > seen->sequence_number)) seen = next;
      if (seen != nullptr && lost.contains(seen->snapshot_id)) is_lost_[i] = true;
    }
  }

  /// Of processing_metadata.
  SnapshotIds snapshots_of_lost(const iceberg::TableMetadata& audit) const {
    SnapshotIds ids;
    for (const Snapshot& snapshot : audit.snapshots) {
      const auto batch = batch_of(snapshot);
      const auto found = batch ? position_.find(*batch) : position_.end();
      if (found != position_.end() && is_lost_[found->second]) ids.insert(snapshot.snapshot_id);
    }
    return ids;
  }

 private:
  /// The first batch that sees it; the batch whose features it has may be before its own.
  std::optional<size_t> position_of(const Snapshot& snapshot) const {
    const auto batch = batch_of(snapshot);
    const auto own = batch ? position_.find(*batch) : position_.end();
    if (own == position_.end()) return std::nullopt;
    const auto parent = snapshot.summary_value(kParentBatchIdProperty);
    const auto of_parent = parent ? position_.find(*parent) : position_.end();
    return of_parent == position_.end() ? own->second : std::min(own->second, of_parent->second);
  }

  std::unordered_map<std::string, size_t> position_;
  std::vector<bool> is_lost_;
};

}  // namespace

Result<RowsInHistory> find_rows_in_history(const LakeTables& tables, const AuditLog& log,
                                           const ExperimentIds& ids, ThreadPool& pool) {
  std::map<std::string, SnapshotIds> snapshots;
  for (const auto& [name, table] : tables.tables()) {
    if (!holds_experiments(name)) continue;
    EIGENLAKE_ASSIGN_OR_RETURN(snapshots[name], snapshots_with_rows(table, ids, pool));
  }
  return history_of_snapshots(tables, log, std::move(snapshots));
}

RowsInHistory history_of_snapshots(const LakeTables& tables, const AuditLog& log,
                                   std::map<std::string, SnapshotIds> snapshots) {
  RowsInHistory history;
  BatchStates states(log);
  for (auto& [name, ids] : snapshots) {
    if (ids.empty()) continue;
    if (name != kAuditTable) states.lose(tables.find(name)->metadata(), ids);
    history.snapshots.emplace(name, std::move(ids));
  }
  if (const auto* audit = tables.find(kAuditTable)) {
    auto lost = states.snapshots_of_lost(audit->metadata());
    if (!lost.empty()) history.snapshots[std::string(kAuditTable)].merge(lost);
  }
  return history;
}

iceberg::ExpiredSnapshots with_batch_tags(const iceberg::TableMetadata& metadata,
                                          const SnapshotIds& snapshots) {
  iceberg::ExpiredSnapshots given_up{.refs = {}, .snapshot_ids = snapshots};
  for (const auto& [name, ref] : metadata.refs)
    if (snapshots.contains(ref.snapshot_id) && batch_of_tag(name)) given_up.refs.push_back(name);
  return given_up;
}

Result<> for_each_in_history(LakeTables& tables, const RowsInHistory& history,
                             const std::function<Result<>(Table&, const SnapshotIds&)>& give_up) {
  const auto visit = [&](const std::string& name, const SnapshotIds& snapshots) {
    auto* table = tables.find(name);
    return table == nullptr ? Result<>() : give_up(*table, snapshots);
  };
  if (const auto audit = history.snapshots.find(kAuditTable); audit != history.snapshots.end())
    EIGENLAKE_RETURN_IF_ERROR(visit(audit->first, audit->second));
  for (const auto& [name, snapshots] : history.snapshots)
    if (name != kAuditTable) EIGENLAKE_RETURN_IF_ERROR(visit(name, snapshots));
  return {};
}

Result<> check_no_user_ref(const LakeTables& tables, const RowsInHistory& history) {
  for (const auto& [name, snapshots] : history.snapshots) {
    for (const auto& [ref_name, ref] : tables.find(name)->metadata().refs) {
      const bool is_ours = ref_name == iceberg::kMainBranch || batch_of_tag(ref_name);
      if (is_ours || !snapshots.contains(ref.snapshot_id)) continue;
      const bool is_tag = ref.kind == iceberg::SnapshotRef::Kind::kTag;
      return fail(ErrorKind::kInvalidInput,
                  "{} '{}' holds rows of these experiments in {}; nothing was changed: remove the {} first{}",
                  is_tag ? "tag" : "branch", ref_name, name, is_tag ? "tag" : "branch",
                  is_tag ? fmt::format(" (`eigenlake tag delete {}`)", ref_name) : "");
    }
  }
  return {};
}

}  // namespace eigenlake
