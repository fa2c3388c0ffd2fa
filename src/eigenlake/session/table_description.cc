// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/table_description.h"

#include "eigenlake/base/assert.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {
namespace {

std::vector<ColumnDescription> columns_of(const TableDefinition& definition) {
  std::vector<ColumnDescription> columns;
  for (const ColumnDefinition& column : definition.columns)
    columns.push_back(
        {std::nullopt, column.name, std::string(name_of(column.type)), column.required, column.meaning});
  return columns;
}

std::vector<std::string> identifier_names(const iceberg::Schema& schema) {
  std::vector<std::string> names;
  for (const int id : schema.identifier_field_ids) names.push_back(schema.name_of(id));
  return names;
}

void add_metadata(const iceberg::Table& table, TableDescription& description) {
  const iceberg::TableMetadata& metadata = table.metadata();
  description.location = table.location();
  description.properties = {metadata.properties.begin(), metadata.properties.end()};
  for (const auto& field : metadata.partition_spec().fields) description.partition.push_back(field.name);
  for (const iceberg::NestedField& field : metadata.schema().fields)
    description.columns.push_back({field.id, field.name, field.type.to_string(), field.required, field.doc});
}

}  // namespace

Result<TableDescription> describe_table(const Lake& lake, const std::string& name) {
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, load_visible_table(lake, name));
  const TableDefinition* definition = find_table(name);
  const iceberg::Table* table = visible.tables.find(name);
  EIGENLAKE_ASSERT(definition != nullptr || table != nullptr);
  TableDescription description;
  description.name = name;
  EIGENLAKE_ASSIGN_OR_RETURN(description.statistics, statistics_of(visible, name));
  if (definition != nullptr) {
    description.meaning = definition->description;
    description.row_per = definition->row_per;
    description.key = definition->key;
  } else {
    description.meaning = table->metadata().property("comment", "");
    description.row_per = "row";
    description.key = identifier_names(table->metadata().schema());
  }
  if (table != nullptr) {
    add_metadata(*table, description);
  } else {
    description.partition = definition->partition;
    description.columns = columns_of(*definition);
  }
  return description;
}

}  // namespace eigenlake
