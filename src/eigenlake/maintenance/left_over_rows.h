#pragma once

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/ingest/experiment_rows.h"

namespace eigenlake {

/// Removes the rows of experiments that an older table should no longer have, by a snapshot that is no
/// batch's.
///
/// Errors: of the reader; kConflict where another engine writes to the table meanwhile.
Result<> take_out_experiments(iceberg::Table& table, const ExperimentIds& ids);

}  // namespace eigenlake
