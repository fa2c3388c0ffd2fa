// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/base/error.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/ingest/batch.h"
#include "eigenlake/ingest/ingest_batch.h"
#include "eigenlake/ingest/ingest_report.h"
#include "eigenlake/lake/known/known_index.h"
#include "eigenlake/lake/lake_tables.h"

namespace eigenlake {

/// Whether an ML table has rows by the formulas of an older version.
/// Errors: kUnsupported where they follow those of a later one.
Result<bool> has_older_features(const LakeTables& tables);

/// Carries out one features batch, new or resumed: the runs of the experiments without features, from
/// `recent` where available and from the tables otherwise, become rows of the two ML tables. With
/// plan.replaces_features all experiments do, and their rows replace the existing ones, so that rows of
/// different formulas never stand side by side. Experiments without a result are left out; without others
/// there is no batch.
///
/// Requires: the caller holds the lake's lock; `index` is what plan.known_before says.
Result<FeaturesReport> run_features_batch(const Lake& lake, LakeTables& tables, BatchPlan plan,
                                          KnownIndex& index, ThreadPool& pool, const RecentRuns* recent);

}  // namespace eigenlake
