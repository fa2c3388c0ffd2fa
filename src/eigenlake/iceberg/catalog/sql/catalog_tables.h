// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "eigenlake/iceberg/catalog/pointer_catalog.h"
#include "eigenlake/iceberg/catalog/sql/sql_connection.h"

namespace eigenlake::iceberg {

/// The tables of a database. Version 1 marks views in iceberg_type; databases of version 0 stay so.
enum class SqlSchemaVersion { kNone, kV0, kV1 };

/// The statements on one catalog's rows in the tables of Iceberg's JDBC catalog.
///
/// Errors: of SqlConnection.
/// Source: Java's JdbcUtil for names, types and keys of the tables.
class CatalogTables {
 public:
  CatalogTables(SqlConnection& connection, std::string catalog_name)
      : connection_(connection), catalog_(std::move(catalog_name)) {}

  Result<SqlSchemaVersion> detect();
  /// Creates missing tables, version 1.
  Result<> create();

  /// In the order of `identifiers`, by one statement: all of one moment.
  Result<std::vector<std::optional<std::string>>> pointers(std::span<const TableIdentifier> identifiers,
                                                           SqlSchemaVersion version);
  Result<std::vector<TableIdentifier>> tables_in(const std::string& name_space, SqlSchemaVersion version);
  /// Moves or creates one pointer. Errors: kConflict for an unexpected one.
  Result<> swap(const PointerSwap& swap, SqlSchemaVersion version);
  Result<> remove(const TableIdentifier& identifier, const std::string& expected, SqlSchemaVersion version);

 private:
  Result<> insert(const PointerSwap& swap, SqlSchemaVersion version);
  Result<> ensure_namespace(const std::string& name_space);

  SqlConnection& connection_;
  std::string catalog_;
};

}  // namespace eigenlake::iceberg
