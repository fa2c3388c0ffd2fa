#pragma once

#include <memory>
#include <span>
#include <string_view>

#include <arrow/api.h>

#include "eigenlake/transform/experiment.h"
#include "eigenlake/transform/normalized/normalized.h"

namespace eigenlake {

/// Requires: `name` is one of kNormalizedTables.
const NormalizedTable& normalized_table(std::string_view name);

/// Rows of one of the nine normalized tables, in the order experiment, iteration, index.
///
/// Columns are those of schemas/tables.json in order; repeated strings come as dictionary arrays.
///
/// Requires: `table` is one of kNormalizedTables; check_record() passed for every experiment; ids and labels
///           of one call below 2 GiB (some 400 experiments of 200 × 84 parameters).
/// Threads:  any; the result depends on the arguments alone.
std::shared_ptr<arrow::RecordBatch> normalized_rows(std::string_view table,
                                                    std::span<const Experiment> experiments,
                                                    const BatchStamp& stamp);

/// Number of rows that normalized_rows returns for one experiment.
int64_t count_normalized_rows(std::string_view table, const RunRecord& record);

}  // namespace eigenlake
