#pragma once

#include <cstdint>
#include <optional>

#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/lake/audited_rows.h"
#include "eigenlake/maintenance/check_report.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {

/// The deep part of check_table(): reads the rows of a snapshot, the current one without an id, and adds its
/// faults to `report`. `audited` may be null, and so may `definition`, of which keys and batches come.
void check_rows(const iceberg::Table& table, const TableDefinition* definition, const AuditedRows* audited,
                std::optional<int64_t> snapshot_id, CheckReport& report);

}  // namespace eigenlake
