// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "eigenlake/ingest/ingest_options.h"
#include "eigenlake/session/open_lake.h"
#include "eigenlake/session/run_observer.h"
#include "eigenlake/session/work_in_progress.h"
#include "eigenlake/session/work_plan.h"
#include "eigenlake/stream/publisher.h"
#include "eigenlake/transform/feature_settings.h"

namespace eigenlake {

/// Where the records of a run go.
enum class RunTarget {
  kTables,      ///< Into the raw store, and from there into the tables of the lake.
  kRawObjects,  ///< Into the raw store of the lake alone.
  kTopic,       ///< Into a topic of Kafka, without any lake.
};

/// Which molecules are run, and how.
struct RunRequest {
  MoleculeSource molecules = {};
  std::optional<ScanRequest> scan = {};
  WorkRequest work = {};  ///< Its options, labels and number of jobs; the rest follows from this request.
  RunTarget target = RunTarget::kTables;
  LakeAddress lake = {};
  /// How records are published: kTopic instead of storing them, kTables in addition.
  std::optional<PublisherOptions> publishing = {};
  FeatureSettings features = {};
  IngestOptions ingest = {};
  int num_threads = 1;
  bool force = false;        ///< Also computes existing and deleted experiments.
  std::string command = {};  ///< For failed_runs and the reasons in deletions.
};

/// What a run did, up to an interruption.
struct RunReport {
  std::vector<MoleculeFailure> unplanned = {};  ///< Molecules without a plan.
  WorkOutcome outcome = {};
  bool quarantined = false;                     ///< An ingest put an object into quarantine.
  std::optional<Error> label_error = {};        ///< Why existing experiments got no labels.
  std::optional<PublishReport> published = {};  ///< If records were published.
  std::string raw_uri = {};                     ///< Of the lake's raw objects.
};

/// Simulates the plans without a result that no other call computes. Stores and publishes each record
/// immediately, and for kTables ingests all and computes features.
///
/// Results of an earlier call that was killed are reused: from the tables, the raw objects and the spool.
///
/// Errors: of the lake, the spool and the settings of features; those of molecules are in the outcome.
Result<RunReport> run_work(const SimulationWork& work, const RunRequest& request, RunObserver& observer);

/// How the features of the lake differ from `settings`; none if they do not. Errors: of the tables.
Result<std::optional<Error>> features_difference(const Lake& lake, const FeatureSettings& settings);

/// Such a difference is an error only if something is to be computed; else the observer hears of it.
Result<> check_features(const Lake& lake, const FeatureSettings& settings, bool is_to_compute,
                        RunObserver& observer);

}  // namespace eigenlake
