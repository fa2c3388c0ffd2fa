// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/spec/data_file.h"
#include "eigenlake/iceberg/spec/schema.h"
#include "eigenlake/lake/audited_rows.h"
#include "eigenlake/maintenance/check_report.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {

/// The deep part of check_table(): reads the rows of a snapshot, the current one without an id, and adds its
/// faults to `report`. `audited` may be null, and so may `definition`, of which keys and batches come.
void check_rows(const iceberg::Table& table, const TableDefinition* definition, const AuditedRows* audited,
                std::optional<int64_t> snapshot_id, CheckReport& report);

/// What is wrong with the metrics that a manifest `states` of a file whose content has the `actual` ones:
/// rows, null counts where both are known, bounds that do not enclose the values. Stated bounds may be wider.
std::vector<std::string> metrics_faults(const iceberg::DataFile& stated, const iceberg::DataFile& actual,
                                        const iceberg::Schema& schema);

}  // namespace eigenlake
