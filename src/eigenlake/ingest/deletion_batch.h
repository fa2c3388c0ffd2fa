// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/lake/batch_journal.h"
#include "eigenlake/lake/deletion.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/lake/lake_tables.h"

namespace eigenlake {

/// A finished deletion, or its lifting; `batch_id` is empty where there was nothing to do.
struct DeletionReport {
  std::string batch_id;
  std::vector<std::string> experiment_ids;  ///< Whose state changed.
  std::map<std::string, int64_t> rows;      ///< Rows removed, by table; in a dry run those that would be.
  std::vector<std::string> recovered_batches;
};

/// Removes the rows of the experiments from every table that has some, and writes in `deletions` that they
/// are deleted, as one batch; or writes there that they no longer are. The batch may be new or resumed. The
/// index of what is known is rebuilt.
///
/// Requires: plan.deletion; the caller holds the lake's lock.
Result<DeletionReport> run_deletion_batch(const Lake& lake, const LakeTables& tables, BatchPlan plan,
                                          ThreadPool& pool);

/// A plan with the present time, later than any earlier change of these experiments.
Result<BatchPlan> new_deletion_plan(const LakeTables& tables, DeletionChange change);

}  // namespace eigenlake
