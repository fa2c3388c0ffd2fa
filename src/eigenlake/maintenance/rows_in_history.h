// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/update/expire_snapshots.h"
#include "eigenlake/ingest/experiment_rows.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/lake_tables.h"

namespace eigenlake {

/// The snapshots of a lake that hold bytes of some experiments.
struct RowsInHistory {
  /// By table; those without are left out. In processing_metadata, the snapshots of batches whose state of
  /// another table is one of them.
  std::map<std::string, std::set<int64_t>, std::less<>> snapshots;
};

/// Cost: reads all manifests, and one column of all files.
Result<RowsInHistory> find_rows_in_history(const LakeTables& tables, const AuditLog& log,
                                           const ExperimentIds& ids, ThreadPool& pool);

/// The same of snapshots that are lost for another reason, by table.
RowsInHistory history_of_snapshots(const LakeTables& tables, const AuditLog& log,
                                   std::map<std::string, std::set<int64_t>> snapshots);

/// Snapshots of a table with what is dropped with them: the tags of batches.
iceberg::ExpiredSnapshots with_batch_tags(const iceberg::TableMetadata& metadata,
                                          const std::set<int64_t>& snapshots);

/// Calls `give_up` for each of the tables, the audit table first, so that batches which can no longer be read
/// say so before their snapshots go.
Result<> for_each_in_history(
    LakeTables& tables, const RowsInHistory& history,
    const std::function<Result<>(iceberg::Table& table, const std::set<int64_t>& snapshots)>& give_up);

/// Errors: kInvalidInput naming a tag of a user or a branch, other than main, that is on one of them.
Result<> check_no_user_ref(const LakeTables& tables, const RowsInHistory& history);

}  // namespace eigenlake
