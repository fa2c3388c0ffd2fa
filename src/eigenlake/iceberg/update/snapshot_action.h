#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/spec/manifest_list.h"

namespace eigenlake::iceberg {

/// A change of a table that makes one new snapshot of main: an append, a replacement of files. It is apart
/// from its commit, so that the actions of several tables can become visible in one transaction of a catalog.
///
/// Either commit(), or for each attempt of whoever commits apply() on the newest metadata, and settle() once
/// at the end. The files of an attempt stay until then; those of lost attempts are removed by settle().
///
/// Requires: the table outlives the action, and apply() is called while the table is at the metadata given.
/// Threads:  one thread at a time.
/// Source:   Iceberg table spec v2, "Commit Conflict Resolution and Retry".
class SnapshotAction {
 public:
  virtual ~SnapshotAction() = default;
  SnapshotAction(const SnapshotAction&) = delete;
  SnapshotAction& operator=(const SnapshotAction&) = delete;

  /// One attempt: writes the manifests and the manifest list of a snapshot on top of `metadata`'s current
  /// one, durable, and adds the snapshot to it. Nothing is committed. False where there is nothing to change.
  Result<bool> apply(TableMetadata& metadata);

  /// Says how the commit ended. Removes the files of attempts that are not part of the table; none after
  /// kCommitStateUnknown. Best effort: what is left behind is an orphan and harms nobody.
  void settle(const Result<>& outcome);

  /// apply() and settle() around commit_change. Errors: as these.
  Result<> commit();

  Table& table() const { return *table_; }
  /// The snapshot of the last attempt; nothing where it changed nothing.
  const std::optional<Snapshot>& snapshot() const { return snapshot_; }

 protected:
  explicit SnapshotAction(Table& table);

  /// The manifests of the new snapshot, newest first; new ones by write_manifest(). Nothing where there is
  /// nothing to change.
  virtual Result<std::optional<std::vector<ManifestFile>>> next_manifests(const TableMetadata& metadata) = 0;
  /// With "operation".
  virtual SnapshotSummary summary(const TableMetadata& metadata) const = 0;
  /// What else belongs into the same version, as a tag on the new snapshot.
  virtual Result<> finish(TableMetadata& metadata, const Snapshot& snapshot) const;
  virtual std::optional<int64_t> timestamp_ms() const { return std::nullopt; }

  int64_t snapshot_id() const { return snapshot_id_; }
  int64_t sequence_number() const { return sequence_number_; }  ///< That the attempt is about to take.
  int attempt() const { return attempt_; }                      ///< 1 for the first.

  /// Encodes a manifest as metadata/{uuid}-m{number}.avro; it is written when the attempt is complete. A name
  /// may be taken again by a later attempt for the same contents only.
  Result<ManifestFile> write_manifest(const Manifest& manifest, int number);
  /// Makes of a manifest of the parent's one of the new snapshot: without entries that are not live, with
  /// those that `is_removed` names as deleted by this snapshot. Returns their files.
  std::vector<DataFile> take_out(Manifest& manifest,
                                 const std::function<bool(const DataFile&)>& is_removed) const;
  /// Takes back what this attempt gave to write_manifest().
  void drop_new_manifests();

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

/// The parent's manifests without those that hold no live file. Empty for a table without snapshots.
Result<std::vector<ManifestFile>> live_manifests(const Table& table, const TableMetadata& metadata);

}  // namespace eigenlake::iceberg
