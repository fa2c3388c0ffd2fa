// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "eigenlake/base/error.h"
#include "eigenlake/ingest/deletion_batch.h"
#include "eigenlake/lake/deletion.h"
#include "eigenlake/lake/lake.h"

namespace eigenlake {

struct PurgeReport {
  DeletionReport deletion;
  int64_t snapshots = 0;  ///< Dropped, because they held the rows.
  int64_t batches = 0;    ///< That can no longer be read.
  int64_t files = 0;      ///< Removed: data files, manifests and lists.
  int64_t bytes = 0;      ///< Of the data files.
};

/// Deletes the experiments as change_deletions() does, also those that were deleted before, and removes their
/// bytes from the warehouse: the batch rewrites the files that hold their rows; then every snapshot that
/// names one of the old files goes, whatever its retention, with its batch tags and its files. Batches whose
/// state was such a snapshot can no longer be read. Raw objects stay.
///
/// Killed before the batch is complete, it is an interrupted deletion; later, call it again.
/// Errors: kInvalidInput, before anything is changed, naming the tag or branch that holds such a snapshot;
///         kUnsupported for a table whose files may not be removed; as change_deletions().
/// Cost:   reads one column of all files of all snapshots.
Result<PurgeReport> purge_experiments(const Lake& lake, DeletionChange change, int num_threads = 1);

/// Whether purge_experiments() would stop at a tag, a branch or a table. Nothing is written.
Result<> check_purge(const Lake& lake, const std::vector<std::string>& experiment_ids, int num_threads = 1);

}  // namespace eigenlake
