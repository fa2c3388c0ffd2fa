// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/ingest/deletion_batch.h"
#include "eigenlake/lake/deletion.h"
#include "eigenlake/lake/lake.h"

namespace eigenlake {

/// Removes the rows of the experiments from every table that has some, and writes in `deletions` that they
/// are deleted, as one batch; or writes there that they no longer are. Experiments that are in that state
/// already are left out. Raw objects stay; so do the rows in earlier snapshots, until they expire.
///
/// An interrupted deletion is finished by the next call that writes.
/// Errors: kNotFound for an experiment that the lake neither has nor had; kUnavailable where another process
///         writes to the lake; kConflict where another engine wrote to a table meanwhile; kStore.
Result<DeletionReport> change_deletions(const Lake& lake, DeletionChange change, int num_threads = 1);

/// The rows that a deletion would remove. Nothing is written.
Result<DeletionReport> plan_deletion(const Lake& lake, const std::vector<std::string>& experiment_ids,
                                     int num_threads = 1);

}  // namespace eigenlake
