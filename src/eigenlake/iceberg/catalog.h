#pragma once

#include <map>
#include <string>
#include <vector>

#include "eigenlake/iceberg/table.h"

namespace eigenlake::iceberg {

struct CreateTableOptions {
  Schema schema;                 ///< With ids; see assign_fresh_ids.
  PartitionSpec partition_spec;  ///< See identity_partition_spec.
  SortOrder sort_order;
  std::map<std::string, std::string> properties;
};

/// Where tables are found by name, and the one place where a change of a table becomes visible.
///
/// Threads: every function may be called from several threads at once. A catalog outlives its tables.
class Catalog {
 public:
  virtual ~Catalog() = default;

  /// Errors: kNotFound for no such table; kStore, also for damaged metadata; kUnsupported (newer format).
  virtual Result<Table> load_table(const TableIdentifier& identifier) = 0;
  virtual Result<bool> table_exists(const TableIdentifier& identifier) = 0;
  /// Tables of a namespace, ordered by name; empty for an unknown namespace.
  virtual Result<std::vector<TableIdentifier>> list_tables(const std::string& name_space) = 0;

  /// A new table that appears with its first commit. Errors: kAlreadyExists; kInvalidInput.
  virtual Result<Table> stage_create(const TableIdentifier& identifier,
                                     const CreateTableOptions& options) = 0;
  /// stage_create and a commit without snapshot.
  Result<Table> create_table(const TableIdentifier& identifier, const CreateTableOptions& options);

  /// Removes the table and all of its files. Not for use beside other writers.
  virtual Result<> drop_table(const TableIdentifier& identifier) = 0;

  /// Makes `metadata` the successor of the state `base` (of the same table) and returns the table so.
  ///
  /// Errors: kConflict            another writer was first; nothing is visible.
  ///         kCommitStateUnknown  no reply, and looking again did not tell; keep the files.
  virtual Result<Table> commit(const Table& base, TableMetadata metadata) = 0;
};

}  // namespace eigenlake::iceberg
