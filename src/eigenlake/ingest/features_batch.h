#pragma once

#include "eigenlake/base/error.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/ingest/batch.h"
#include "eigenlake/ingest/ingest_batch.h"
#include "eigenlake/ingest/ingest_report.h"
#include "eigenlake/lake/known/known_index.h"
#include "eigenlake/lake/lake_tables.h"

namespace eigenlake {

/// Carries out one features batch, new or resumed: the runs of the experiments without features, from
/// `recent` where they are there and from the tables otherwise, become rows of the two ML tables. Experiments
/// without a result are left out; where there is nothing else, no batch is made.
///
/// Requires: the caller holds the lake's lock; `index` is what plan.known_before says.
Result<FeaturesReport> run_features_batch(const Lake& lake, const LakeTables& tables, BatchPlan plan,
                                          KnownIndex& index, ThreadPool& pool, const RecentRuns* recent);

}  // namespace eigenlake
