// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/maintenance/recovery_step.h"

namespace eigenlake {

/// Rebuilds the lost rows of processing_metadata from what snapshots and rows of the other tables say of
/// their batches. A batch that may be incomplete gets none, and is recovered by the next write.
///
/// How far topics have landed directly is lost with the audit table: the next direct landing begins at the
/// topics' start, and finds the experiments there.
/// Requires: the lake's lock, unless `dry_run`.
/// Errors:   kStore where another table was replaced; of the catalog and the stores.
Result<std::vector<RecoveryStep>> rebuild_audit_rows(const Lake& lake, bool dry_run);

}  // namespace eigenlake
