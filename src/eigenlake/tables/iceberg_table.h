// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/iceberg/data/column_encoding.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {

/// What a catalog needs to create the table: schema with field ids and docs, identity partitions, properties.
/// `properties` are added to ours.
iceberg::CreateTableOptions create_table_options(const TableDefinition& table,
                                                 const std::map<std::string, std::string>& properties = {});

/// The optional columns of the definition that a table of an older lake lacks.
std::vector<iceberg::NewColumn> missing_columns(const TableDefinition& table, const iceberg::Schema& schema);

/// A table's property: "true" keeps its further data files to dictionary and PLAIN, for readers that know no
/// other encodings of Parquet. Existing files stay as they are.
inline constexpr std::string_view kPlainEncodingsProperty = "eigenlake.parquet.plain-encodings";

/// Encodings and sizes for the table's data files; `properties` are those of the table in the lake.
iceberg::ParquetWriteOptions parquet_write_options(const TableDefinition& table,
                                                   const std::map<std::string, std::string>& properties = {});

/// The values of the columns that tables are partitioned by.
struct PartitionKey {
  int32_t processing_date = 0;  ///< Days since 1970.
  std::string basis_set;
  std::string backend;
};

/// The partition of `table` that rows with this key belong to.
iceberg::PartitionValues partition_values(const TableDefinition& table, const PartitionKey& key);

/// Name of a table in the catalog: quantum_features.{table}.
iceberg::TableIdentifier table_identifier(std::string_view table);

}  // namespace eigenlake
