// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/catalog/writer_lock.h"

namespace eigenlake::iceberg {

class OutsideData;

struct CreateTableOptions {
  Schema schema;                 ///< With ids; see assign_fresh_ids.
  PartitionSpec partition_spec;  ///< See identity_partition_spec.
  SortOrder sort_order;
  std::map<std::string, std::string> properties;
};

/// The successor of one table's state, for Catalog::commit_all.
struct TableCommit {
  const Table* base = nullptr;  ///< Staged or loaded from the same catalog.
  TableMetadata metadata;
};

/// A table's pointer in a moved or copied warehouse.
struct Relocation {
  TableIdentifier identifier;
  std::string from;  ///< URI of the catalog's metadata file.
  std::string to;    ///< The same file in the present warehouse, or `from`.

  bool moves() const { return from != to; }
};

/// A namespace, ordered by name.
struct NamespaceListing {
  std::vector<TableIdentifier> tables;
  std::vector<TableIdentifier> others;  ///< Tables that cannot be loaded.
};

/// Finds tables by name, and makes their changes visible.
///
/// Threads: every function may be called from several threads at once. A catalog outlives its tables.
class Catalog {
 public:
  virtual ~Catalog() = default;

  /// Errors: kNotFound for no such table; kStore, also for damaged metadata; kUnsupported (newer format).
  virtual Result<Table> load_table(const TableIdentifier& identifier) = 0;
  /// Tables in the order of `identifiers`; none for a missing one. A catalog that commits together reads all
  /// pointers in one transaction, so no commit_all is seen in part. Errors: as load_table, but for kNotFound.
  virtual Result<std::vector<std::optional<Table>>> load_tables(std::span<const TableIdentifier> identifiers);
  virtual Result<bool> table_exists(const TableIdentifier& identifier) = 0;
  /// Tables of a namespace, ordered by name; empty for an unknown namespace.
  virtual Result<std::vector<TableIdentifier>> list_tables(const std::string& name_space) = 0;
  /// Also lists tables that cannot be loaded, on which list_tables fails.
  virtual Result<NamespaceListing> list_all(const std::string& name_space);
  /// Why load_table finds no table: kNotFound, or kUnsupported for a table of another catalog.
  virtual Error explain_absence(const TableIdentifier& identifier);

  /// A new table that appears with its first commit. Errors: kAlreadyExists; kInvalidInput.
  virtual Result<Table> stage_create(const TableIdentifier& identifier,
                                     const CreateTableOptions& options) = 0;
  /// stage_create and a commit without snapshot.
  Result<Table> create_table(const TableIdentifier& identifier, const CreateTableOptions& options);

  /// Registers the table of a metadata file; no data is copied. Then only this catalog may change it.
  ///
  /// Errors: kAlreadyExists; kInvalidInput for a table at a wrong place; as load_table for the file.
  virtual Result<Table> register_table(const TableIdentifier& identifier,
                                       const std::string& metadata_uri) = 0;
  /// Makes the file the state of an existing table, to follow commits through another catalog.
  ///
  /// Errors: kNotFound; kInvalidInput for a file of another table (by its uuid); as commit.
  virtual Result<Table> repoint_table(const TableIdentifier& identifier, const std::string& metadata_uri) = 0;

  /// The pointers into another warehouse whose files lie in the present one, at the same relative place.
  ///
  /// Errors: kUnsupported for a catalog that does not commit together; kStore for a table that is in neither;
  ///         kConflict if the file here belongs to another table.
  virtual Result<std::vector<Relocation>> plan_relocation(const std::string& name_space);
  /// Moves the pointers, all or none. Errors: as commit.
  virtual Result<> relocate(std::span<const Relocation> relocations);

  /// Removes the table and all of its files. Not for use beside other writers.
  virtual Result<> drop_table(const TableIdentifier& identifier) = 0;

  /// Removes a table with lost or unreadable metadata from the catalog, so that it can be created again; its
  /// files stay. Errors: kUnsupported if the catalog is the table's own folder, and that is not empty.
  virtual Result<> forget_table(const TableIdentifier& identifier) = 0;

  /// Makes `metadata` the successor of `base` and returns the new table.
  ///
  /// Errors: kConflict            another writer was first; nothing is visible.
  ///         kCommitStateUnknown  the reply was lost and the outcome not found; keep the files.
  virtual Result<Table> commit(const Table& base, TableMetadata metadata) = 0;

  /// True if commit_all is supported.
  virtual bool commits_together() const { return false; }
  /// Commits several tables, each at most once, all or none; returns them in the same order.
  ///
  /// Errors: kUnsupported unless commits_together(); else as commit, for all.
  virtual Result<std::vector<Table>> commit_all(std::span<const TableCommit> commits);

  /// Whether it has writers' locks of its own.
  virtual bool has_writer_locks() const { return false; }
  /// Waits for the writers' lock `name`. If the catalog can, its commits fail once the lock is lost.
  ///
  /// Errors: kUnavailable, with the holder, after the wait; kUnsupported for catalogs without such locks.
  virtual Result<std::unique_ptr<WriterLock>> lock_writer(const std::string& name, double wait_seconds_max);

  /// Repairs what a crash during a commit left for a table's readers.
  virtual Result<> repair(const TableIdentifier& identifier);

  /// Kind and place, for messages; never a password.
  virtual std::string describe() const = 0;

  /// Allows files outside the stores of tables. Call before the catalog is used.
  void allow_outside(std::shared_ptr<const OutsideData> outside) { outside_ = std::move(outside); }
  /// Errors: kUnsupported for a place that is not allowed.
  Result<StoredPlace> find_outside(std::string_view uri) const;

  /// Calls `guard` before each commit; its error is the commit's. An empty one ends that.
  void guard_commits(std::function<Result<>()> guard);

 protected:
  /// None without a guard.
  std::optional<Result<>> ask_guard() const;

 private:
  std::shared_ptr<const OutsideData> outside_;
  mutable std::mutex guard_mutex_;
  std::function<Result<>()> guard_;
};

/// For catalogs. Errors: kInvalidInput unless `metadata` has the uuid of `base`.
Result<> check_same_table(const Table& base, const TableMetadata& metadata);

}  // namespace eigenlake::iceberg
