// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/ingest/batch.h"
#include "eigenlake/ingest/ingest_options.h"
#include "eigenlake/ingest/ingest_report.h"
#include "eigenlake/lake/known/known_index.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/transform/run_features.h"

namespace eigenlake {

/// Runs that an ingest has decoded and the features of the same call can use without reading them back.
struct RecentRuns {
  size_t points_max = 0;  ///< Keeps no more trajectory points than this.
  size_t points = 0;
  std::vector<Run> runs;
};

/// Carries out one ingest batch, new or resumed: decodes the plan's objects in windows of bounded size,
/// writes the data files of the tables that lack the batch, commits, and brings `index` up to date.
///
/// Requires: the caller holds the lake's lock; `index` is what plan.known_before says.
Result<IngestReport> run_ingest_batch(const Lake& lake, const LakeTables& tables, BatchPlan plan,
                                      KnownIndex& index, ThreadPool& pool, const IngestOptions& options,
                                      RecentRuns* recent);

}  // namespace eigenlake
