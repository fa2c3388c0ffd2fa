#pragma once

#include "eigenlake/pipeline/maintenance/check.h"

namespace eigenlake {

/// The deep part of check_table(): reads the rows of the current snapshot and adds its faults to `report`.
/// `audited` may be null.
void check_rows(const iceberg::Table& table, const TableDefinition& definition, const AuditedRows* audited,
                CheckReport& report);

}  // namespace eigenlake
