// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/staged_table.h"

#include <memory>

#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {

Result<iceberg::Table> stage_table(iceberg::Catalog& catalog, std::string_view name,
                                   const std::map<std::string, std::string>& properties,
                                   const RememberedTables& remembered) {
  EIGENLAKE_ASSIGN_OR_RETURN(
      auto staged,
      catalog.stage_create(table_identifier(name), create_table_options(table_definition(name), properties)));
  const auto* lost = find_remembered(remembered, name);
  if (lost == nullptr) return staged;
  auto metadata = std::make_shared<iceberg::TableMetadata>(staged.metadata());
  metadata->table_uuid = lost->uuid;
  return iceberg::Table(catalog, staged.shared_store(), staged.identifier(), staged.directory_key(), "",
                        std::move(metadata));
}

}  // namespace eigenlake
