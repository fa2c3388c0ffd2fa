#pragma once

#include <map>
#include <string>
#include <string_view>

#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/lake/remembered_tables.h"

namespace eigenlake {

/// Stages a table of ours, to be made by its first commit. One that the lake remembers was lost: it gets its
/// uuid, so that it is older than remembered until it is whole, and not another table.
///
/// Errors: of Catalog::stage_create.
Result<iceberg::Table> stage_table(iceberg::Catalog& catalog, std::string_view name,
                                   const std::map<std::string, std::string>& properties,
                                   const RememberedTables& remembered);

}  // namespace eigenlake
