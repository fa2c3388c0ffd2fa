// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/transform/run_features.h"

namespace eigenlake {

/// Reads experiments back from the normalized tables, as run_of() would make them from their records; ordered
/// as `experiment_ids`. Ids that molecules or vqe_results do not have are left out.
///
/// Requires: experiment_ids are ordered and unique.
/// Cost:     reads the files of the batches that brought these experiments.
Result<std::vector<Run>> read_runs(const LakeTables& tables, const AuditLog& log,
                                   std::span<const std::string> experiment_ids);

}  // namespace eigenlake
