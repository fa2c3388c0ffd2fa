// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>

#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/spec/predicate.h"
#include "eigenlake/lake/lake.h"

namespace eigenlake {

/// Snapshots that added no row of the experiments of the filter, if it selects by `experiment_id`. Ids are
/// digests, so bounds exclude nothing; but the index of known experiments has the batch of each.
///
/// Correct for an index of any age: only batches up to its last one are excluded, never other engines and
/// maintenance, and nothing if an experiment came after the snapshot.
///
/// Cost: reads parts of the index for a table with more than a few snapshots.
std::set<int64_t> snapshots_without_experiments(const Lake& lake, const iceberg::Table& table,
                                                int64_t snapshot_id, const iceberg::Filter& filter);

}  // namespace eigenlake
