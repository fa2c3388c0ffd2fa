// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/maintenance/recovery_step.h"

namespace eigenlake {

/// Registers the tables whose metadata lies in the warehouse and that the catalog does not have, or has in an
/// older state than the lake remembers: each in its newest state, other engines' tables included. A batch
/// whose commit had not ended is left incomplete, for the next writer.
///
/// Requires: the lake's lock, unless `dry_run`.
/// Errors:   of the catalog and the stores.
Result<std::vector<RecoveryStep>> register_lying_metadata(const Lake& lake, bool dry_run);

}  // namespace eigenlake
