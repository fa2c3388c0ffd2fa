// SPDX-License-Identifier: Apache-2.0
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
  std::vector<std::string> batches;  ///< Ids of the interrupted batches.
  LakeTables tables;
  AuditLog log;
};

/// A lake as it is, interrupted batches included.
Result<RecoveredLake> read_lake(const Lake& lake);

/// What to do with an interrupted batch that could be finished.
enum class DiedBatch {
  kFinish,
  kUndo,  ///< Where files that finishing reads may be lost.
};

/// Finishes or undoes an interrupted batch, so that the lake holds complete batches only.
///
/// With its journal entry and its raw objects the batch is repeated, with the same id, time and experiments;
/// tables that have it are skipped. Otherwise (objects gone, entry lost, tables rebuilt) its snapshots are
/// rolled back and its tags removed; what it had read counts as new again. Its temporary files are removed
/// too.
///
/// Requires: the caller holds the lake's lock.
/// Errors:   kConflict where another engine built on a snapshot that would have to be undone; kStore where
///           the state before it has expired. Nothing is undone then.
Result<RecoveredLake> recover(const Lake& lake, ThreadPool& pool, DiedBatch died = DiedBatch::kFinish);

}  // namespace eigenlake
