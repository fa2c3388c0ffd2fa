// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/lake/remembered_tables.h"

namespace eigenlake {

/// Stages a table of ours. A remembered one was lost and gets its uuid, so that it counts as older, not as
/// another table, until it is restored.
///
/// Errors: of Catalog::stage_create.
Result<iceberg::Table> stage_table(iceberg::Catalog& catalog, std::string_view name,
                                   const std::map<std::string, std::string>& properties,
                                   const RememberedTables& remembered);

}  // namespace eigenlake
