#pragma once

#include <vector>

#include "eigenlake/iceberg/scan.h"
#include "eigenlake/pipeline/lake.h"

namespace eigenlake {

/// Takes those files out of a plan that cannot hold rows of the experiments which the filter asks for, where
/// it asks for some by `experiment_id`: ids are digests, so bounds exclude no file of a batch, but an
/// experiment comes with one batch, which the index of known experiments tells.
///
/// Sound whatever the age of the index: a file goes only if another batch of ours added it and files that the
/// experiment's own batch added are in the plan; an experiment is never in two batches that are both in a
/// table. What other engines and maintenance added stays.
///
/// Cost: reads the index where `tasks` are more than a few.
void drop_files_of_other_experiments(const Lake& lake, const iceberg::Table& table,
                                     const iceberg::Filter& filter,
                                     std::vector<iceberg::FileScanTask>& tasks);

}  // namespace eigenlake
