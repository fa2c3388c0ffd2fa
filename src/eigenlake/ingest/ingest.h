// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/ingest/ingest_options.h"
#include "eigenlake/ingest/ingest_report.h"
#include "eigenlake/lake/deletion.h"
#include "eigenlake/lake/direct_offsets.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/object_store/object_store.h"
#include "eigenlake/transform/feature_settings.h"

namespace eigenlake {

/// Raw objects that the ledger does not know → the nine normalized tables, the ledger and, last, the audit
/// row. First recovers an interrupted batch.
///
/// An object that cannot be read becomes a ledger row with status `quarantined`, and so does one with faulty
/// records, whose good ones are ingested; that is not an error.
///
/// Errors: kUnavailable where another process writes to the lake, kStore.
/// Cost:   memory is bounded (some hundred megabytes) whatever the number of objects.
Result<IngestReport> ingest(const Lake& lake, const IngestOptions& options);

/// Retries quarantined objects, as they are now: those with the given names (see objects_to_retry), or all.
/// Each gets a new row in the ledger and an outcome in IngestReport::outcomes.
///
/// Errors: as ingest; kNotFound for a name that is not quarantined.
Result<IngestReport> retry_quarantined(const Lake& lake, std::span<const std::string> names,
                                       const IngestOptions& options);

/// How far topics have landed directly. Cost: loads one table's metadata.
Result<DirectOffsets> landed_directly(const Lake& lake);

/// Experiments that ml_run_summary lacks → the two ML tables, as a batch of its own.
///
/// Errors: as ingest; kUsage where the lake was made with other `settings`.
Result<FeaturesReport> features(const Lake& lake, const FeatureSettings& settings,
                                const IngestOptions& options);

/// Both in order, as two batches, reading every record once: the features are computed from the decoded
/// records while they are in memory.
Result<IngestAndFeaturesReport> ingest_and_features(const Lake& lake, const FeatureSettings& settings,
                                                    const IngestOptions& options);

/// What a lake has of some experiments.
struct FoundExperiments {
  std::vector<bool> in_tables;      ///< In complete batches; in the order of the ids.
  Deletions deleted;                ///< Those of the ids that were deleted.
  std::vector<ObjectInfo> waiting;  ///< Raw objects that no batch has taken, whatever they hold.
};

/// Cost: loads the metadata of all tables and the index of experiments, once for all ids, and lists raw
///       objects as an ingest does.
Result<FoundExperiments> find_experiments(const Lake& lake, std::span<const std::string> experiment_ids);

}  // namespace eigenlake
