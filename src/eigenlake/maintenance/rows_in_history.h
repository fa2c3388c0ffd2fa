#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/ingest/experiment_rows.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/lake_tables.h"

namespace eigenlake {

/// The snapshots of a lake that hold bytes of some experiments.
struct RowsInHistory {
  /// By table; those without are left out. In processing_metadata, the snapshots of batches whose state of
  /// another table is one of them.
  std::map<std::string, std::set<int64_t>, std::less<>> snapshots;

  bool in_table(const std::string& table) const { return snapshots.contains(table); }
};

/// Cost: reads all manifests, and one column of all files.
Result<RowsInHistory> find_rows_in_history(const LakeTables& tables, const AuditLog& log,
                                           const ExperimentIds& ids, ThreadPool& pool);

/// Errors: kInvalidInput naming a tag of a user or a branch, other than main, that is on one of them.
Result<> check_no_user_ref(const LakeTables& tables, const RowsInHistory& history);

}  // namespace eigenlake
