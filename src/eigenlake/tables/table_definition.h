// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace eigenlake {

/// The Iceberg types that the tables use.
enum class ColumnType {
  kString,
  kInt,
  kLong,
  kDouble,
  kBoolean,
  kDate,
  kTimestamptz,
  kStringList,
  kLongList,
  kDoubleList,
  kDoubleListList,
};

/// How a column is laid out in Parquet. kDictionary falls back to plain where values hardly repeat.
enum class ColumnEncoding { kDictionary, kByteStreamSplit, kDeltaByteArray, kDeltaBinaryPacked };

struct ColumnDefinition {
  std::string name;
  ColumnType type = ColumnType::kString;
  bool required = true;
  ColumnEncoding encoding = ColumnEncoding::kDictionary;
  std::string meaning;  ///< One sentence; becomes the Iceberg doc of the column.
};

/// One table as data: everything that is fixed about it, from schemas/tables.json.
struct TableDefinition {
  std::string name;
  std::string description;
  std::string row_per;  ///< "experiment", "energy evaluation", …
  std::vector<std::string> key;
  std::vector<std::string> partition;  ///< Identity partition columns, outermost first.
  bool is_side = false;                ///< Created with its first row.
  bool newest_wins = false;            ///< Several batches may write rows of one key; the newest counts.
  std::vector<ColumnDefinition> columns;

  const ColumnDefinition* find_column(std::string_view column) const;  ///< nullptr where there is none.
};

/// All tables in the order of schemas/tables.json: the nine normalized ones, the two ML tables, the audit
/// (processing_metadata), the ledger (source_objects) and the side tables.
///
/// Threads: any; parsed once from the copy of schemas/tables.json that is built into the program.
std::span<const TableDefinition> all_tables();

/// The table of that name, or nullptr.
const TableDefinition* find_table(std::string_view name);

/// Requires: `name` is one of all_tables().
const TableDefinition& table_definition(std::string_view name);

std::string_view name_of(ColumnType type);  ///< As Iceberg spells it: "int", "list<list<double>>".

/// The part of schemas/tables.json about all tables; for people and for dataset cards.

/// The unit of a column, the same in every table: "hartree"; "coordinate_units" where that column has it;
/// empty for plain numbers and text.
std::string_view unit_of(std::string_view column);

/// Conventions for the columns of all tables, a sentence or two each, in Markdown.
std::span<const std::string> table_conventions();

}  // namespace eigenlake
