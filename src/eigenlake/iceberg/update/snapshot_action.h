// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/spec/manifest_list.h"
#include "eigenlake/iceberg/spec/snapshot_summary.h"

namespace eigenlake::iceberg {

/// A change of a table that makes one new snapshot of main. Its commit is separate, so that the changes of
/// several tables can become visible together.
///
/// Either commit(), or apply() on the newest metadata for each attempt, and settle() once at the end, which
/// removes the files of lost attempts.
///
/// Requires: the table outlives the action and is at the metadata given to apply().
/// Threads:  one at a time.
/// Source:   Iceberg table spec v2, "Commit Conflict Resolution and Retry".
class SnapshotAction {
 public:
  virtual ~SnapshotAction() = default;
  SnapshotAction(const SnapshotAction&) = delete;
  SnapshotAction& operator=(const SnapshotAction&) = delete;

  /// Writes manifests and manifest list of a snapshot on top of the current one, durable, and adds the
  /// snapshot to `metadata`. False if there is nothing to change.
  Result<bool> apply(TableMetadata& metadata);

  /// Ends the attempts: removes the files that the table does not use, none after kCommitStateUnknown. Best
  /// effort: a file that stays is an orphan.
  void settle(const Result<>& outcome);

  /// apply() and settle() around commit_change().
  Result<> commit();

  Table& table() const { return *table_; }
  /// Of the last attempt; none if it changed nothing.
  const std::optional<Snapshot>& snapshot() const { return snapshot_; }

 protected:
  explicit SnapshotAction(Table& table);

  /// Manifests of the new snapshot, newest first; none if nothing changes.
  virtual Result<std::optional<std::vector<ManifestFile>>> next_manifests(const TableMetadata& metadata) = 0;
  /// With "operation".
  virtual SnapshotSummary summary(const TableMetadata& metadata) const = 0;
  /// Other changes of the same version, such as a tag.
  virtual Result<> finish(TableMetadata& metadata, const Snapshot& snapshot) const;
  virtual std::optional<int64_t> timestamp_ms() const { return std::nullopt; }

  int64_t snapshot_id() const { return snapshot_id_; }
  int64_t sequence_number() const { return sequence_number_; }  ///< Of this attempt.
  int attempt() const { return attempt_; }                      ///< 1 for the first.

  /// Encodes metadata/{uuid}-m{number}.avro, written at the end of the attempt. A later attempt may reuse a
  /// number only for the same contents.
  Result<ManifestFile> write_manifest(const Manifest& manifest, int number);
  /// Makes a parent's manifest one of the new snapshot: without dead entries, with those that `is_removed`
  /// names as deleted. Returns their files.
  std::vector<DataFile> take_out(Manifest& manifest,
                                 const std::function<bool(const DataFile&)>& is_removed) const;
  /// Drops what this attempt gave to write_manifest().
  void drop_new_manifests();

  /// New data files of the default spec; `sequence_number` is the snapshot's unless given.
  Manifest manifest_of(const TableMetadata& metadata, const std::vector<DataFile>& files,
                       std::optional<int64_t> sequence_number = {}) const;
  /// Appends `parents` to `manifests`, with the files at `paths` as deleted. Errors: kConflict unless all are
  /// live.
  Result<> remove_files_from(const std::vector<ManifestFile>& parents, const std::set<std::string>& paths,
                             std::vector<ManifestFile>& manifests);
  /// For the summary: `added` of the default spec and removed_.
  SnapshotChanges changes(const TableMetadata& metadata, const std::vector<DataFile>& added) const;
  Result<> set_tag(TableMetadata& metadata, const Snapshot& snapshot, const std::optional<std::string>& tag,
                   std::optional<int64_t> max_ref_age_ms = {}) const;

  std::vector<DataFile> removed_;  ///< By this attempt.
  int next_number_ = 0;            ///< Of a manifest.

 private:
  void add_object(const std::string& path, std::string bytes);
  void remove_files(const std::set<std::string>& except);

  Table* table_;
  int64_t snapshot_id_;
  std::string uuid_;
  int attempt_ = 0;
  int64_t sequence_number_ = 0;
  std::vector<NewObject> objects_;       ///< Of the attempt under way.
  std::set<std::string> written_;        ///< Keys of all attempts.
  std::set<std::string> attempt_files_;  ///< Keys that the last attempt's snapshot needs.
  std::optional<Snapshot> snapshot_;
};

/// The current snapshot's manifests with live files.
Result<std::vector<ManifestFile>> live_manifests(const Table& table, const TableMetadata& metadata);

}  // namespace eigenlake::iceberg
