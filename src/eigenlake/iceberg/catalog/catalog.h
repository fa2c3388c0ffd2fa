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

/// What becomes of a table's pointer when a warehouse was moved or copied to another place.
struct Relocation {
  TableIdentifier identifier;
  std::string from;  ///< URI of the metadata file that the catalog has.
  std::string to;    ///< The same file in the present warehouse; `from` where the pointer stays.

  bool moves() const { return from != to; }
};

/// What lies in a namespace, each ordered by name.
struct NamespaceListing {
  std::vector<TableIdentifier> tables;
  std::vector<TableIdentifier> others;  ///< What lies there as a table does and cannot be loaded.
};

/// Where tables are found by name, and the one place where a change of a table becomes visible.
///
/// Threads: every function may be called from several threads at once. A catalog outlives its tables.
class Catalog {
 public:
  virtual ~Catalog() = default;

  /// Errors: kNotFound for no such table; kStore, also for damaged metadata; kUnsupported (newer format).
  virtual Result<Table> load_table(const TableIdentifier& identifier) = 0;
  /// Several tables at once, in the order of `identifiers`; nothing where there is no table.
  ///
  /// Catalogs that commit together read all pointers in one transaction, so that no commit_all is seen in
  /// part; others load side by side and may see one table before a commit and another one after it.
  /// Errors: as load_table, but for kNotFound.
  virtual Result<std::vector<std::optional<Table>>> load_tables(std::span<const TableIdentifier> identifiers);
  virtual Result<bool> table_exists(const TableIdentifier& identifier) = 0;
  /// Tables of a namespace, ordered by name; empty for an unknown namespace.
  virtual Result<std::vector<TableIdentifier>> list_tables(const std::string& name_space) = 0;
  /// The same and what else lies there, where list_tables would end with an error: load_table and
  /// explain_absence say why it cannot be loaded.
  virtual Result<NamespaceListing> list_all(const std::string& name_space);
  /// Why load_table finds no such table: kNotFound, or kUnsupported with what is there instead.
  virtual Error explain_absence(const TableIdentifier& identifier);

  /// A new table that appears with its first commit. Errors: kAlreadyExists; kInvalidInput.
  virtual Result<Table> stage_create(const TableIdentifier& identifier,
                                     const CreateTableOptions& options) = 0;
  /// stage_create and a commit without snapshot.
  Result<Table> create_table(const TableIdentifier& identifier, const CreateTableOptions& options);

  /// Makes the table whose state the metadata file at `metadata_uri` is known under `identifier`; no data is
  /// copied. From then on only this catalog may change it.
  ///
  /// Errors: kAlreadyExists for a name that is taken; kInvalidInput for a table that cannot be at this place;
  ///         as load_table for the file.
  virtual Result<Table> register_table(const TableIdentifier& identifier,
                                       const std::string& metadata_uri) = 0;
  /// Makes that file the state of a table that is known already: the way to follow commits that were made
  /// through another catalog.
  ///
  /// Errors: kNotFound; kInvalidInput for a file of another table (by its uuid); as commit.
  virtual Result<Table> repoint_table(const TableIdentifier& identifier, const std::string& metadata_uri) = 0;

  /// Compares the pointers of a namespace with the present warehouse: those into another one whose file lies
  /// here, at the same place below the warehouse, are to be moved. Nothing is written.
  ///
  /// Errors: kUnsupported for a catalog that does not commit together; kStore for a table that is neither
  /// here nor there;
  ///         kConflict where the file here is one of another table.
  virtual Result<std::vector<Relocation>> plan_relocation(const std::string& name_space);
  /// Moves the pointers, all or none. Errors: as commit.
  virtual Result<> relocate(std::span<const Relocation> relocations);

  /// Removes the table and all of its files. Not for use beside other writers.
  virtual Result<> drop_table(const TableIdentifier& identifier) = 0;

  /// Forgets a table whose metadata is gone or cannot be read, so that one can be made in its place; whatever
  /// is left of its files stays. A table that is not known is no error.
  ///
  /// Errors: kUnsupported where the catalog is the table's own folder, and that is not empty.
  virtual Result<> forget_table(const TableIdentifier& identifier) = 0;

  /// Makes `metadata` the successor of the state `base` (of the same table) and returns the table so.
  ///
  /// Errors: kConflict            another writer was first; nothing is visible.
  ///         kCommitStateUnknown  no reply, and looking again did not tell; keep the files.
  virtual Result<Table> commit(const Table& base, TableMetadata metadata) = 0;

  /// Whether commit_all works here: several tables become visible at one moment or not at all.
  virtual bool commits_together() const { return false; }
  /// Commits several tables, each at most once, as one; returns them in the same order.
  ///
  /// Errors: kUnsupported where the catalog does not commit together; otherwise as commit, and then for all.
  virtual Result<std::vector<Table>> commit_all(std::span<const TableCommit> commits);

  /// Waits for the writers' lock `name` for up to `wait_seconds_max`. Where the catalog can, its commits fail
  /// from then on rather than be made after the lock was lost.
  ///
  /// Errors: kUnavailable, with the holder, after the wait; kUnsupported for catalogs without such locks.
  virtual Result<std::unique_ptr<WriterLock>> lock_writer(const std::string& name, double wait_seconds_max);

  /// Mends what a crash between the steps of a commit may have left behind for a table's readers.
  virtual Result<> repair(const TableIdentifier& identifier);

  /// The catalog in a message: kind and place, never a password.
  virtual std::string describe() const = 0;

  /// Lets tables name files outside of their stores, in the places that `outside` has. Call before the
  /// catalog is used.
  void allow_outside(std::shared_ptr<const OutsideData> outside) { outside_ = std::move(outside); }
  /// Errors: kUnsupported for a place that is not allowed.
  Result<StoredPlace> find_outside(std::string_view uri) const;

  /// Has `guard` asked before each commit from now on, whose error then is the commit's; nothing where it is
  /// empty. Writers that exclude one another say so by it.
  void guard_commits(std::function<Result<>()> guard);

 protected:
  /// What the guard says; nothing without one.
  std::optional<Result<>> ask_guard() const;

 private:
  std::shared_ptr<const OutsideData> outside_;
  mutable std::mutex guard_mutex_;
  std::function<Result<>()> guard_;
};

/// For catalogs: that `metadata` is a state of the table `base`, by its uuid. Errors: kInvalidInput.
Result<> check_same_table(const Table& base, const TableMetadata& metadata);

}  // namespace eigenlake::iceberg
