// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/tables/table_definition.h"

#include <algorithm>
#include <array>
#include <map>

#include <nlohmann/json.hpp>

#include "eigenlake/base/assert.h"
#include "eigenlake/tables/tables_json.h"

namespace eigenlake {
namespace {

using Units = std::map<std::string, std::string, std::less<>>;

struct Common {
  Units units;
  std::vector<std::string> conventions;
};

const Common& common() {
  static const Common parsed = [] {
    const auto document = nlohmann::json::parse(tables_json());
    return Common{.units = document.at("units").get<Units>(), .conventions = document.at("conventions")};
  }();
  return parsed;
}

using Json = nlohmann::ordered_json;

/// Of ColumnType.
constexpr auto kTypeNames =
    std::to_array<std::string_view>({"string", "int", "long", "double", "boolean", "date", "timestamptz",
                                     "list<string>", "list<long>", "list<double>", "list<list<double>>"});

std::string spelled(const Json& type) {
  return type.is_string() ? type.get<std::string>() : "list<" + spelled(type.at("list")) + ">";
}

ColumnType type_of(const Json& type) {
  const auto found = std::ranges::find(kTypeNames, spelled(type));
  EIGENLAKE_ASSERT(found != kTypeNames.end());
  return static_cast<ColumnType>(found - kTypeNames.begin());
}

ColumnEncoding encoding_of(const Json& column) {
  if (!column.contains("encoding")) return ColumnEncoding::kDictionary;
  const auto& name = column.at("encoding").get_ref<const std::string&>();
  if (name == "byte_stream_split") return ColumnEncoding::kByteStreamSplit;
  if (name == "delta_byte_array") return ColumnEncoding::kDeltaByteArray;
  EIGENLAKE_ASSERT(name == "delta_binary_packed");
  return ColumnEncoding::kDeltaBinaryPacked;
}

TableDefinition parse_table(const std::string& name, const Json& table, const Json& meanings) {
  TableDefinition definition{.name = name,
                             .description = table.at("description"),
                             .row_per = table.at("row_per"),
                             .key = table.at("key"),
                             .partition = table.at("partition"),
                             .is_side = table.value("side", false),
                             .newest_wins = table.value("newest_wins", false),
                             .columns = {}};
  for (const auto& column : table.at("columns")) {
    const auto& column_name = column.at("name").get_ref<const std::string&>();
    definition.columns.push_back({.name = column_name,
                                  .type = type_of(column.at("type")),
                                  .required = column.at("required"),
                                  .encoding = encoding_of(column),
                                  .meaning = meanings.at(column_name)});
  }
  return definition;
}

std::vector<TableDefinition> parse_tables() {
  const Json document = Json::parse(tables_json());
  std::vector<TableDefinition> tables;
  for (const auto& [name, table] : document.at("tables").items())
    tables.push_back(parse_table(name, table, document.at("meanings")));
  return tables;
}

}  // namespace

const ColumnDefinition* TableDefinition::find_column(std::string_view column) const {
  const auto found = std::ranges::find(columns, column, &ColumnDefinition::name);
  return found == columns.end() ? nullptr : &*found;
}

std::span<const TableDefinition> all_tables() {
  static const std::vector<TableDefinition> tables = parse_tables();
  return tables;
}

const TableDefinition* find_table(std::string_view name) {
  const auto tables = all_tables();
  const auto found = std::ranges::find(tables, name, &TableDefinition::name);
  return found == tables.end() ? nullptr : &*found;
}

const TableDefinition& table_definition(std::string_view name) {
  const TableDefinition* table = find_table(name);
  EIGENLAKE_ASSERT(table != nullptr);
  return *table;
}

std::string_view name_of(ColumnType type) {
  return kTypeNames.at(static_cast<size_t>(type));
}

std::string_view unit_of(std::string_view column) {
  const auto found = common().units.find(column);
  return found == common().units.end() ? std::string_view() : std::string_view(found->second);
}

std::span<const std::string> table_conventions() {
  return common().conventions;
}

}  // namespace eigenlake
