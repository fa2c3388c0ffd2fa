#include "eigenlake/pipeline/ingest.h"

#include <chrono>

#include "eigenlake/pipeline/features_batch.h"
#include "eigenlake/pipeline/ingest_batch.h"
#include "eigenlake/pipeline/lake_lock.h"
#include "eigenlake/pipeline/recovery.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// Trajectory points kept between ingest and features of one call; some 100 MB.
constexpr size_t kRecentPointsMax = 1'000'000;

double now_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// The tables as they are, and what they hold.
struct LakeState {
  LakeTables tables;
  AuditLog log;
  KnownIndex index;
};

Result<LakeState> load_state(const Lake& lake) {
  LakeState state;
  EIGENLAKE_ASSIGN_OR_RETURN(state.tables, LakeTables::load_all(lake));
  EIGENLAKE_ASSIGN_OR_RETURN(state.log, AuditLog::read(state.tables.find(kAuditTable)));
  EIGENLAKE_ASSIGN_OR_RETURN(state.index, KnownIndex::load(lake, state.tables, state.log));
  return state;
}

Result<IngestReport> ingest_locked(const Lake& lake, const IngestOptions& options, ThreadPool& pool,
                                   RecentRuns* recent) {
  const double start = now_seconds();
  EIGENLAKE_ASSIGN_OR_RETURN(LakeState state, load_state(lake));
  uint64_t num_total = 0;
  EIGENLAKE_ASSIGN_OR_RETURN(auto objects, new_raw_objects(lake, state.index, num_total));
  const uint64_t num_new = objects.size();
  IngestReport report;
  if (num_new > 0 && !options.dry_run) {
    auto plan = new_batch_plan(kIngestProcessingName, state.index.snapshots(), std::move(objects));
    EIGENLAKE_ASSIGN_OR_RETURN(
        report, run_ingest_batch(lake, state.tables, std::move(plan), state.index, pool, options, recent));
  }
  report.objects_total = num_total;
  report.objects_new = num_new;
  report.batch.seconds = now_seconds() - start;
  return report;
}

Result<FeaturesReport> features_locked(const Lake& lake, const FeatureSettings& settings,
                                       const IngestOptions& options, ThreadPool& pool,
                                       const RecentRuns* recent) {
  const double start = now_seconds();
  EIGENLAKE_ASSIGN_OR_RETURN(LakeState state, load_state(lake));
  FeaturesReport report;
  report.experiments_new = state.index.experiments_without_features().size();
  if (report.experiments_new > 0 && !options.dry_run) {
    auto plan = new_batch_plan(kFeatureProcessingName, state.index.snapshots());
    EIGENLAKE_ASSIGN_OR_RETURN(
        report, run_features_batch(lake, state.tables, std::move(plan), settings, state.index, pool, recent));
  }
  report.batch.seconds = now_seconds() - start;
  return report;
}

}  // namespace

Result<IngestReport> ingest(const Lake& lake, const IngestOptions& options) {
  EIGENLAKE_ASSIGN_OR_RETURN(const FeatureSettings settings, FeatureSettings::from_environment());
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeLock lock, LakeLock::acquire(lake));
  ThreadPool pool(options.num_threads);
  std::vector<std::string> recovered;
  if (!options.dry_run) {
    EIGENLAKE_ASSIGN_OR_RETURN(recovered, recover(lake, settings, pool));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(auto report, ingest_locked(lake, options, pool, nullptr));
  report.recovered_batches = std::move(recovered);
  return report;
}

Result<FeaturesReport> features(const Lake& lake, const FeatureSettings& settings,
                                const IngestOptions& options) {
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeLock lock, LakeLock::acquire(lake));
  ThreadPool pool(options.num_threads);
  std::vector<std::string> recovered;
  if (!options.dry_run) {
    EIGENLAKE_ASSIGN_OR_RETURN(recovered, recover(lake, settings, pool));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(auto report, features_locked(lake, settings, options, pool, nullptr));
  report.recovered_batches = std::move(recovered);
  return report;
}

Result<IngestAndFeaturesReport> ingest_and_features(const Lake& lake, const FeatureSettings& settings,
                                                    const IngestOptions& options) {
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeLock lock, LakeLock::acquire(lake));
  ThreadPool pool(options.num_threads);
  IngestAndFeaturesReport report;
  std::vector<std::string> recovered;
  if (!options.dry_run) {
    EIGENLAKE_ASSIGN_OR_RETURN(recovered, recover(lake, settings, pool));
  }
  RecentRuns recent;
  recent.points_max = kRecentPointsMax;
  EIGENLAKE_ASSIGN_OR_RETURN(report.ingest, ingest_locked(lake, options, pool, &recent));
  report.ingest.recovered_batches = std::move(recovered);
  EIGENLAKE_ASSIGN_OR_RETURN(report.features, features_locked(lake, settings, options, pool, &recent));
  return report;
}

Result<bool> has_experiment(const Lake& lake, std::string_view experiment_id) {
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeState state, load_state(lake));
  return state.index.has_experiment(experiment_id);
}

}  // namespace eigenlake
