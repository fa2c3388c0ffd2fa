// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/sql/catalog_tables.h"

#include <algorithm>
#include <map>

namespace eigenlake::iceberg {
namespace {

constexpr std::string_view kCreateTables =
    "CREATE TABLE IF NOT EXISTS iceberg_tables ("
    "catalog_name VARCHAR(255) NOT NULL, "
    "table_namespace VARCHAR(255) NOT NULL, "
    "table_name VARCHAR(255) NOT NULL, "
    "metadata_location VARCHAR(1000), "
    "previous_metadata_location VARCHAR(1000), "
    "iceberg_type VARCHAR(5), "
    "PRIMARY KEY (catalog_name, table_namespace, table_name))";
constexpr std::string_view kCreateNamespaces =
    "CREATE TABLE IF NOT EXISTS iceberg_namespace_properties ("
    "catalog_name VARCHAR(255) NOT NULL, "
    "namespace VARCHAR(255) NOT NULL, "
    "property_key VARCHAR(255) NOT NULL, "
    "property_value VARCHAR(1000), "
    "PRIMARY KEY (catalog_name, namespace, property_key))";

/// Leaves views out, which share the table from version 1 on.
std::string only_tables(SqlSchemaVersion version) {
  return version == SqlSchemaVersion::kV1 ? " AND (iceberg_type = 'TABLE' OR iceberg_type IS NULL)" : "";
}

}  // namespace

Result<SqlSchemaVersion> CatalogTables::detect() {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto columns, connection_.columns_of("iceberg_tables"));
  if (columns.empty()) return SqlSchemaVersion::kNone;
  return std::ranges::find(columns, "iceberg_type") == columns.end() ? SqlSchemaVersion::kV0
                                                                     : SqlSchemaVersion::kV1;
}

Result<> CatalogTables::create() {
  for (const std::string_view statement : {kCreateTables, kCreateNamespaces}) {
    const auto created = connection_.execute(statement);
    // Two processes may make them at once, which PostgreSQL reports as a name that is taken.
    if (!created && created.error().kind != ErrorKind::kAlreadyExists)
      return std::unexpected(created.error());
  }
  return {};
}

Result<std::vector<std::optional<std::string>>> CatalogTables::pointers(
    std::span<const TableIdentifier> identifiers, SqlSchemaVersion version) {
  std::vector<std::optional<std::string>> pointers(identifiers.size());
  if (identifiers.empty()) return pointers;
  std::vector<std::string> parameters = {catalog_};
  std::string places;
  for (const TableIdentifier& identifier : identifiers) {
    parameters.insert(parameters.end(), {identifier.name_space, identifier.name});
    places += fmt::format("{}(table_namespace = ${} AND table_name = ${})", places.empty() ? "" : " OR ",
                          parameters.size() - 1, parameters.size());
  }
  EIGENLAKE_ASSIGN_OR_RETURN(
      const SqlResult found,
      connection_.execute(fmt::format("SELECT table_namespace, table_name, metadata_location "
                                      "FROM iceberg_tables WHERE catalog_name = $1 AND ({}){}",
                                      places, only_tables(version)),
                          parameters));
  std::map<TableIdentifier, std::optional<std::string>> by_name;
  for (const SqlRow& row : found.rows)
    by_name[TableIdentifier{row[0].value_or(""), row[1].value_or("")}] = row[2];
  for (size_t i = 0; i < identifiers.size(); ++i) {
    const auto row = by_name.find(identifiers[i]);
    if (row != by_name.end()) pointers[i] = row->second;
  }
  return pointers;
}

Result<std::vector<TableIdentifier>> CatalogTables::tables_in(const std::string& name_space,
                                                              SqlSchemaVersion version) {
  const std::vector<std::string> parameters = {catalog_, name_space};
  EIGENLAKE_ASSIGN_OR_RETURN(
      const SqlResult found,
      connection_.execute("SELECT table_name FROM iceberg_tables WHERE catalog_name = $1 AND "
                          "table_namespace = $2" +
                              only_tables(version) + " ORDER BY table_name",
                          parameters));
  std::vector<TableIdentifier> tables;
  for (const SqlRow& row : found.rows) tables.push_back({name_space, row[0].value_or("")});
  std::ranges::sort(tables);  // The database's collation may be another one.
  return tables;
}

Result<> CatalogTables::ensure_namespace(const std::string& name_space) {
  const std::vector<std::string> parameters = {catalog_, name_space};
  EIGENLAKE_RETURN_IF_ERROR(connection_.execute(
      "INSERT INTO iceberg_namespace_properties (catalog_name, namespace, property_key, property_value) "
      "VALUES ($1, $2, 'exists', 'true') ON CONFLICT DO NOTHING",
      parameters));
  return {};
}

Result<> CatalogTables::insert(const PointerSwap& swap, SqlSchemaVersion version) {
  EIGENLAKE_RETURN_IF_ERROR(ensure_namespace(swap.identifier.name_space));
  const std::vector<std::string> parameters = {catalog_, swap.identifier.name_space, swap.identifier.name,
                                               swap.next};
  const bool typed = version == SqlSchemaVersion::kV1;
  auto inserted = connection_.execute(
      fmt::format("INSERT INTO iceberg_tables (catalog_name, table_namespace, table_name, metadata_location, "
                  "previous_metadata_location{}) VALUES ($1, $2, $3, $4, NULL{})",
                  typed ? ", iceberg_type" : "", typed ? ", 'TABLE'" : ""),
      parameters);
  if (inserted) return {};
  if (inserted.error().kind != ErrorKind::kAlreadyExists) return std::unexpected(std::move(inserted).error());
  return fail(ErrorKind::kConflict, "another writer created the table {}", swap.identifier.to_string());
}

Result<> CatalogTables::swap(const PointerSwap& swap, SqlSchemaVersion version) {
  if (!swap.expected) return insert(swap, version);
  const std::vector<std::string> parameters = {swap.next, *swap.expected, catalog_,
                                               swap.identifier.name_space, swap.identifier.name};
  EIGENLAKE_ASSIGN_OR_RETURN(
      const SqlResult updated,
      connection_.execute("UPDATE iceberg_tables SET metadata_location = $1, previous_metadata_location = $2 "
                          "WHERE catalog_name = $3 AND table_namespace = $4 AND table_name = $5 AND "
                          "metadata_location = $2" +
                              only_tables(version),
                          parameters));
  if (updated.changed == 1) return {};
  return fail(ErrorKind::kConflict, "{} is no longer at {}: another writer moved it",
              swap.identifier.to_string(), *swap.expected);
}

Result<> CatalogTables::remove(const TableIdentifier& identifier, const std::string& expected,
                               SqlSchemaVersion version) {
  const std::vector<std::string> parameters = {catalog_, identifier.name_space, identifier.name, expected};
  EIGENLAKE_ASSIGN_OR_RETURN(
      const SqlResult removed,
      connection_.execute("DELETE FROM iceberg_tables WHERE catalog_name = $1 AND table_namespace = $2 AND "
                          "table_name = $3 AND metadata_location = $4" +
                              only_tables(version),
                          parameters));
  if (removed.changed == 1) return {};
  return fail(ErrorKind::kConflict, "{} is no longer at {}: another writer moved it", identifier.to_string(),
              expected);
}

}  // namespace eigenlake::iceberg
