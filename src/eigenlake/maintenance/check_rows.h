#pragma once

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/maintenance/check_report.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {

/// From processing_metadata; batches of other engines without counts are left out.
Result<AuditedRows> read_audited_rows(const iceberg::Table& audit);

/// The deep part of check_table(): reads the rows of the current snapshot and adds its faults to `report`.
/// `audited` may be null.
void check_rows(const iceberg::Table& table, const TableDefinition& definition, const AuditedRows* audited,
                CheckReport& report);

}  // namespace eigenlake
