// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>

#include "eigenlake/iceberg/catalog/pointer_catalog.h"
#include "eigenlake/iceberg/catalog/sql/catalog_tables.h"
#include "eigenlake/iceberg/catalog/sql/connection_pool.h"
#include "eigenlake/iceberg/catalog/sql/database_uri.h"

namespace eigenlake::iceberg {

class WriterSession;

/// Pointers in SQLite or PostgreSQL, in the schema of Iceberg's JDBC catalog: shared with Spark's
/// JdbcCatalog, Trino's jdbc catalog and pyiceberg's SqlCatalog.
///
/// commit_all moves all pointers in one transaction, and load_tables reads them by one statement. The first
/// commit creates the catalog's tables.
///
/// After a lost reply to COMMIT the pointers are read again once the database has ended that transaction; if
/// it does not answer: kCommitStateUnknown.
///
/// Threads: any.
class SqlCatalog final : public PointerCatalog {
 public:
  /// `name` is catalog_name in the database's tables. Connects at the first use.
  SqlCatalog(DatabaseUri uri, std::string name, TablePlaces places);
  /// For tests.
  SqlCatalog(DatabaseUri uri, SqlConnector connector, std::string name, TablePlaces places);

  Result<std::vector<TableIdentifier>> list_tables(const std::string& name_space) override;
  bool commits_together() const override { return true; }
  Result<std::vector<Table>> commit_all(std::span<const TableCommit> commits) override;
  bool has_writer_locks() const override { return true; }
  /// PostgreSQL: a lock of a session, through which all commits go meanwhile. SQLite: a lock on the file
  /// {database}.writer.
  Result<std::unique_ptr<WriterLock>> lock_writer(const std::string& name, double wait_seconds_max) override;
  std::string describe() const override;

 protected:
  Result<Pointers> read_pointers(std::span<const TableIdentifier> identifiers) override;
  Result<Pointers> read_pointers_after_swaps(std::span<const TableIdentifier> identifiers) override;
  Result<> swap_pointers(std::span<const PointerSwap> swaps) override;
  Result<> remove_pointer(const TableIdentifier& identifier, const std::string& expected) override;

 private:
  using Work = std::function<Result<>(CatalogTables&, SqlSchemaVersion)>;

  /// Reads by `work`; with a new session if a pooled one is lost.
  Result<> read(const Work& work);
  /// Runs `work` in a transaction. Errors: kCommitStateUnknown for a lost reply to COMMIT.
  Result<> write(const Work& work);
  Result<> write_with(SqlConnection& connection, const Work& work);
  Result<SqlSchemaVersion> schema_version(SqlConnection& connection);
  Result<SqlSchemaVersion> ensure_schema(SqlConnection& connection);
  int64_t transaction_key() const;
  std::shared_ptr<WriterSession> writer_session();

  DatabaseUri uri_;
  std::string name_;
  ConnectionPool pool_;
  std::mutex mutex_;
  SqlSchemaVersion version_ = SqlSchemaVersion::kNone;
  std::weak_ptr<WriterSession> writer_;
};

}  // namespace eigenlake::iceberg
