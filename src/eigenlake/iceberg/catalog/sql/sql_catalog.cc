// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/sql/sql_catalog.h"

#include "eigenlake/iceberg/catalog/file_lock.h"
#include "eigenlake/iceberg/catalog/sql/writer_lock.h"

namespace eigenlake::iceberg {
namespace {

class SessionLock final : public WriterLock {
 public:
  explicit SessionLock(std::shared_ptr<WriterSession> session) : session_(std::move(session)) {}
  Result<> check() override { return session_->check(); }

 private:
  std::shared_ptr<WriterSession> session_;
};

}  // namespace

SqlCatalog::SqlCatalog(DatabaseUri uri, std::string name, TablePlaces places)
    : SqlCatalog(uri, connector_of(uri), std::move(name), std::move(places)) {}

SqlCatalog::SqlCatalog(DatabaseUri uri, SqlConnector connector, std::string name, TablePlaces places)
    : PointerCatalog(std::move(places)),
      uri_(std::move(uri)),
      name_(std::move(name)),
      pool_(std::move(connector)) {}

std::string SqlCatalog::describe() const {
  return fmt::format("SQL catalog {} in {}", name_, uri_.shown);
}

int64_t SqlCatalog::transaction_key() const {
  return lock_key("eigenlake commit " + name_);
}

Result<SqlSchemaVersion> SqlCatalog::schema_version(SqlConnection& connection) {
  {
    const std::lock_guard guard(mutex_);
    if (version_ != SqlSchemaVersion::kNone) return version_;
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const auto found, CatalogTables(connection, name_).detect());
  const std::lock_guard guard(mutex_);
  version_ = found;
  return found;
}

Result<SqlSchemaVersion> SqlCatalog::ensure_schema(SqlConnection& connection) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto found, schema_version(connection));
  if (found != SqlSchemaVersion::kNone) return found;
  EIGENLAKE_RETURN_IF_ERROR(CatalogTables(connection, name_).create());
  return schema_version(connection);
}

Result<> SqlCatalog::read(const Work& work) {
  while (true) {
    auto session = pool_.lease(false);
    // No file: a catalog without tables.
    if (!session && session.error().kind == ErrorKind::kNotFound) return {};
    if (!session) return std::unexpected(std::move(session).error());
    const auto done = [&]() -> Result<> {
      EIGENLAKE_ASSIGN_OR_RETURN(const auto version, schema_version(**session));
      if (version == SqlSchemaVersion::kNone) return {};
      CatalogTables tables(**session, name_);
      return work(tables, version);
    }();
    if (done || !session->is_used() || !(*session)->is_lost()) return done;
  }
}

Result<> SqlCatalog::write_with(SqlConnection& connection, const Work& work) {
  const auto prepared = [&]() -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto version, ensure_schema(connection));
    EIGENLAKE_RETURN_IF_ERROR(connection.begin(transaction_key()));
    CatalogTables tables(connection, name_);
    return work(tables, version);
  }();
  if (prepared) return connection.commit();
  connection.rollback();
  return prepared;
}

std::shared_ptr<WriterSession> SqlCatalog::writer_session() {
  const std::lock_guard guard(mutex_);
  return writer_.lock();
}

Result<> SqlCatalog::write(const Work& work) {
  if (const auto writer = writer_session()) {
    return writer->use([&](SqlConnection& connection) { return write_with(connection, work); });
  }
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto session, pool_.lease(true));
    auto done = write_with(*session, work);
    // Lost before COMMIT, so that the database undoes it.
    const bool was_lost = !done && session->is_lost() && done.error().kind == ErrorKind::kUnavailable;
    if (!was_lost || !session.is_used()) return done;
  }
}

Result<SqlCatalog::Pointers> SqlCatalog::read_pointers(std::span<const TableIdentifier> identifiers) {
  Pointers pointers(identifiers.size());
  EIGENLAKE_RETURN_IF_ERROR(read([&](CatalogTables& tables, SqlSchemaVersion version) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(pointers, tables.pointers(identifiers, version));
    return {};
  }));
  return pointers;
}

Result<SqlCatalog::Pointers> SqlCatalog::read_pointers_after_swaps(
    std::span<const TableIdentifier> identifiers) {
  Pointers pointers;
  const Work read_again = [&](CatalogTables& tables, SqlSchemaVersion version) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(pointers, tables.pointers(identifiers, version));
    return {};
  };
  // In a new session, and a writing transaction, which begins when the one in question has ended.
  EIGENLAKE_ASSIGN_OR_RETURN(const auto session, pool_.open(true));
  EIGENLAKE_RETURN_IF_ERROR(write_with(*session, read_again));
  return pointers;
}

Result<> SqlCatalog::swap_pointers(std::span<const PointerSwap> swaps) {
  return write([&](CatalogTables& tables, SqlSchemaVersion version) -> Result<> {
    for (const PointerSwap& swap : swaps) EIGENLAKE_RETURN_IF_ERROR(tables.swap(swap, version));
    return {};
  });
}

Result<> SqlCatalog::remove_pointer(const TableIdentifier& identifier, const std::string& expected) {
  return write([&](CatalogTables& tables, SqlSchemaVersion version) {
    return tables.remove(identifier, expected, version);
  });
}

Result<std::vector<TableIdentifier>> SqlCatalog::list_tables(const std::string& name_space) {
  std::vector<TableIdentifier> found;
  EIGENLAKE_RETURN_IF_ERROR(read([&](CatalogTables& tables, SqlSchemaVersion version) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(found, tables.tables_in(name_space, version));
    return {};
  }));
  return found;
}

Result<std::vector<Table>> SqlCatalog::commit_all(std::span<const TableCommit> commits) {
  return commit_pointers(commits);
}

Result<std::unique_ptr<WriterLock>> SqlCatalog::lock_writer(const std::string& name,
                                                            double wait_seconds_max) {
  if (uri_.kind == DatabaseUri::Kind::kSqlite) {
    EIGENLAKE_RETURN_IF_ERROR(pool_.lease(true));  // Makes the folder.
    return lock_file(uri_.target + ".writer", wait_seconds_max);
  }
  EIGENLAKE_ASSIGN_OR_RETURN(auto connection, pool_.open(true));
  EIGENLAKE_ASSIGN_OR_RETURN(
      auto session,
      WriterSession::acquire(std::move(connection), "eigenlake writer " + name, wait_seconds_max));
  const std::lock_guard guard(mutex_);
  writer_ = session;
  return std::make_unique<SessionLock>(std::move(session));
}

}  // namespace eigenlake::iceberg
