#pragma once

#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/lake/lake_tables.h"

namespace eigenlake {

/// The tables of a lake without half batches.
struct RecoveredLake {
  std::vector<std::string> batches;  ///< Ids of the batches that had died.
  LakeTables tables;
  AuditLog log;
};

/// What becomes of a batch that died where it could be finished.
enum class DiedBatch {
  kFinish,
  kUndo,  ///< Where files that finishing reads may be lost.
};

/// Finishes or undoes a batch that died, so that the lake holds complete batches only.
///
/// With its journal entry and its raw objects still there the batch is done once more, with the same id, time
/// and experiments; tables that have it are left alone. Otherwise (objects gone, entry lost, tables that it
/// began with made anew) its snapshots are rolled back and its tags removed; what it had read counts as new
/// again. Where a batch had died, the temporary files that it left are removed too.
///
/// Requires: the caller holds the lake's lock.
/// Errors:   kConflict where another engine built on a snapshot that would have to be undone; kStore where
///           the state before it was given up. Nothing is undone then.
Result<RecoveredLake> recover(const Lake& lake, ThreadPool& pool, DiedBatch died = DiedBatch::kFinish);

}  // namespace eigenlake
