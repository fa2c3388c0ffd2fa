#pragma once

#include <optional>
#include <string>

#include <hive_metastore_types.h>

#include "eigenlake/iceberg/catalog/table.h"

namespace eigenlake::iceberg {

/// How an Iceberg table looks in a metastore: so that Spark's HiveCatalog and Trino find it.
/// Source: Java's HiveTableOperations and HiveSchemaUtil, without Hive as an engine
/// (engine.hive.enabled=false).

/// Whether an entry is an Iceberg table.
bool is_iceberg_table(const hive_api::Table& table);
/// Its metadata_location; nothing where there is none.
std::optional<std::string> metadata_location_of(const hive_api::Table& table);

/// A new entry, without what `update_hive_table` sets.
hive_api::Table new_hive_table(const TableIdentifier& identifier);

/// Sets what follows from the table's state: pointer, columns, place, properties, statistics.
void update_hive_table(hive_api::Table& table, const std::optional<std::string>& previous_location,
                       const std::string& metadata_location, const TableMetadata& metadata);

/// A type as Hive spells it: "array<struct<x:double>>"; what Hive has not becomes its nearest.
std::string hive_type(const Type& type);

}  // namespace eigenlake::iceberg
