#pragma once

#include <span>
#include <string>
#include <vector>

#include "eigenlake/iceberg/catalog/pointer_catalog.h"
#include "eigenlake/iceberg/catalog/sql/sql_connection.h"

namespace eigenlake::iceberg {

/// Which tables a database of catalogs has. Version 1 says in iceberg_type whether a row is a table or a
/// view; databases of version 0 stay as they are.
enum class SqlSchemaVersion { kNone, kV0, kV1 };

/// The rows of one catalog in the tables that Iceberg's JDBC catalog defines: statements, and nothing of
/// transactions.
///
/// Errors: of SqlConnection.
/// Source: Java's JdbcUtil for names, types and keys of the tables.
class CatalogTables {
 public:
  CatalogTables(SqlConnection& connection, std::string catalog_name)
      : connection_(connection), catalog_(std::move(catalog_name)) {}

  Result<SqlSchemaVersion> detect();
  /// Makes the tables, version 1, where they are missing.
  Result<> create();

  /// In the order of `identifiers`; one statement, so that all are of one moment.
  Result<std::vector<std::optional<std::string>>> pointers(std::span<const TableIdentifier> identifiers,
                                                           SqlSchemaVersion version);
  Result<std::vector<TableIdentifier>> tables_in(const std::string& name_space, SqlSchemaVersion version);
  /// Moves or makes one pointer. Errors: kConflict where it is not what was expected.
  Result<> swap(const PointerSwap& swap, SqlSchemaVersion version);
  Result<> remove(const TableIdentifier& identifier, const std::string& expected, SqlSchemaVersion version);

 private:
  Result<> insert(const PointerSwap& swap, SqlSchemaVersion version);
  Result<> ensure_namespace(const std::string& name_space);

  SqlConnection& connection_;
  std::string catalog_;
};

}  // namespace eigenlake::iceberg
