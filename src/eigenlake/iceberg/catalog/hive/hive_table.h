// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <hive_metastore_types.h>

#include "eigenlake/iceberg/catalog/table.h"

namespace eigenlake::iceberg {

/// How an Iceberg table looks in a metastore: so that Spark's HiveCatalog and Trino find it.
/// Source: Java's HiveTableOperations and HiveSchemaUtil, without Hive as an engine
/// (engine.hive.enabled=false).

/// Iceberg tables in a metastore, as Spark's HiveCatalog and Trino find them.
/// Source: Java's HiveTableOperations and HiveSchemaUtil, for engine.hive.enabled=false.
bool is_iceberg_table(const hive_api::Table& table);
/// None if absent.
std::optional<std::string> metadata_location_of(const hive_api::Table& table);

/// Without what update_hive_table() sets.
hive_api::Table new_hive_table(const TableIdentifier& identifier);

/// Sets pointer, columns, place, properties and statistics from the table's state.
void update_hive_table(hive_api::Table& table, const std::optional<std::string>& previous_location,
                       const std::string& metadata_location, const TableMetadata& metadata);

/// As Hive spells it: "array<struct<x:double>>"; types that Hive lacks become the nearest.
std::string hive_type(const Type& type);

}  // namespace eigenlake::iceberg
