#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/object_store/object_store.h"
#include "eigenlake/pipeline/batch_report.h"
#include "eigenlake/pipeline/direct_offsets.h"
#include "eigenlake/pipeline/lake.h"
#include "eigenlake/transform/feature_settings.h"

namespace eigenlake {

/// What both batches report while they work.
struct BatchProgress {
  uint64_t objects_done = 0;
  uint64_t objects_total = 0;
  uint64_t experiments = 0;
};

struct IngestOptions {
  int num_threads = 1;
  bool dry_run = false;  ///< Counts what would be read; writes nothing.
  /// Raw bytes that are decoded at once, one object at least; a container that is larger is read part by
  /// part. Decoded they take about as much, in tables under way some times as much.
  uint64_t window_bytes = uint64_t{40} << 20;
  bool list_all = false;  ///< Lists every raw object, also those that come before a known one of a sink.
  std::function<void(const BatchProgress&)> on_progress;  ///< From any thread, one call at a time.
};

struct QuarantinedObject {
  std::string uri;
  std::string error;
};

struct IngestReport {
  BatchReport batch;
  uint64_t objects_total = 0;  ///< Raw objects in the store.
  uint64_t objects_new = 0;    ///< Of them, not in the ledger with this etag.
  uint64_t records = 0;
  uint64_t records_faulty = 0;  ///< Of them, quarantined while others of their object were ingested.
  uint64_t experiments_new = 0;
  uint64_t experiments_duplicate = 0;
  std::vector<QuarantinedObject> quarantined;
  std::vector<std::string>
      recovered_batches;  ///< Earlier batches that had died and were finished or undone first.
};

struct FeaturesReport {
  BatchReport batch;
  uint64_t experiments_new = 0;
  std::vector<std::string> recovered_batches;
};

/// Raw objects that the ledger does not know → the nine normalized tables, the ledger and, last, the audit
/// row. Finishes or undoes a batch that died first.
///
/// An object that cannot be read becomes a ledger row with status `quarantined`, and so does one with faulty
/// records, whose good ones are ingested; that is not an error.
///
/// Errors: kUnavailable where another process writes to the lake, kStore.
/// Cost:   memory is bounded (some hundred megabytes) whatever the number of objects.
Result<IngestReport> ingest(const Lake& lake, const IngestOptions& options);

/// Reads quarantined objects again, as they are now: those with the given URIs, or all of them. They get a
/// new row in the ledger each.
///
/// Errors: as ingest; kNotFound for a URI that is not quarantined, or an object that is gone.
Result<IngestReport> retry_quarantined(const Lake& lake, std::span<const std::string> uris,
                                       const IngestOptions& options);

/// What a direct landing puts into the tables.
struct DirectMessages {
  std::string topic;
  std::vector<NewObject> objects;  ///< Under keys of batch_source.h: container files and dead letters.
  DirectOffsets after;             ///< Of all topics, with these messages.
};

/// Messages of a topic → tables, as a batch of their own. `make` is told how far topics have landed, by the
/// audit log and under the lake's lock, and gives what comes next; no objects make no batch. The offsets
/// stand in the batch's audit snapshot, and a batch that dies is finished or undone as any other.
///
/// Errors: as ingest, and of `make`; kConflict where another engine's commit brought other offsets meanwhile.
Result<IngestReport> ingest_direct(
    const Lake& lake, const std::function<Result<DirectMessages>(const DirectOffsets& before)>& make,
    const IngestOptions& options);

/// How far topics have landed directly. Cost: loads one table's metadata.
Result<DirectOffsets> landed_directly(const Lake& lake);

/// Experiments that ml_run_summary lacks → the two ML tables, as a batch of its own.
///
/// Errors: as ingest; kUsage where the lake was made with other `settings`.
Result<FeaturesReport> features(const Lake& lake, const FeatureSettings& settings,
                                const IngestOptions& options);

struct IngestAndFeaturesReport {
  IngestReport ingest;
  FeaturesReport features;
};

/// Both in order, as two batches, reading every record once: the features are computed from the decoded
/// records while they are at hand.
Result<IngestAndFeaturesReport> ingest_and_features(const Lake& lake, const FeatureSettings& settings,
                                                    const IngestOptions& options);

/// Which of these experiments the lake has (in complete batches), in their order.
///
/// Cost: loads the metadata of all tables and the index of experiments, once for all ids.
Result<std::vector<bool>> have_experiments(const Lake& lake, std::span<const std::string> experiment_ids);

}  // namespace eigenlake
