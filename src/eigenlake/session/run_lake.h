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
  WorkRequest work = {};  ///< Without its series, which are read from the molecules.
  RunTarget target = RunTarget::kTables;
  LakeAddress lake = {};
  /// How records are published: instead of to a lake for kTopic, beside it for kTables.
  std::optional<PublisherOptions> publishing = {};
  FeatureSettings features = {};
  IngestOptions ingest = {};
  int num_threads = 1;
  bool force = false;        ///< Computes what is there already, too, and what was deleted.
  std::string command = {};  ///< For failed_runs and the reasons in deletions.
};

/// What a run did. Of its phases those that came before an interruption are there.
struct RunReport {
  std::vector<MoleculeFailure> unplanned = {};  ///< Molecules without a plan.
  WorkOutcome outcome = {};
  bool quarantined = false;                     ///< An ingest put an object into quarantine.
  std::optional<Error> label_error = {};        ///< Why experiments that were there got no labels.
  std::optional<PublishReport> published = {};  ///< Where records were published.
  std::string raw_uri = {};                     ///< Where the lake's raw objects lie.
};

/// Simulates what is not there and no other call computes, stores each record at once, publishes it where
/// that was asked for, and for kTables ingests all and computes features.
///
/// What an earlier call finished before it was killed is not computed again: records in the tables, in raw
/// objects and in the spool count as there.
///
/// Errors: of the lake, the spool and the settings of features; those of single molecules are in the outcome.
Result<RunReport> run_work(const SimulationWork& work, const RunRequest& request, RunObserver& observer);

/// How features of the lake differ from those by `settings`; none where they do not.
/// Errors: of the tables.
Result<std::optional<Error>> features_difference(const Lake& lake, const FeatureSettings& settings);

}  // namespace eigenlake
