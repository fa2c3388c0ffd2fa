#pragma once

#include <cstdint>
#include <set>

#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/spec/predicate.h"
#include "eigenlake/lake/lake.h"

namespace eigenlake {

/// Of a table at a snapshot, those snapshots that brought no row of the experiments which the filter asks
/// for, where it asks for some by `experiment_id`. Ids are digests, so bounds exclude no file of a batch; but
/// an experiment comes with one batch, which the index of known experiments tells.
///
/// Sound whatever the age of the index: it excludes batches up to its last one alone, where it was complete,
/// and nothing where one of the experiments came after the snapshot. What other engines and maintenance
/// brought is not excluded.
///
/// Cost: reads parts of the index where the table has more than a few snapshots.
std::set<int64_t> snapshots_without_experiments(const Lake& lake, const iceberg::Table& table,
                                                int64_t snapshot_id, const iceberg::Filter& filter);

}  // namespace eigenlake
