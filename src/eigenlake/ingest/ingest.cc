#include "eigenlake/ingest/ingest.h"

#include <array>
#include <memory>
#include <tuple>

#include "eigenlake/base/clock.h"
#include "eigenlake/base/side_by_side.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/ingest/features_batch.h"
#include "eigenlake/ingest/ingest_batch.h"
#include "eigenlake/ingest/new_objects.h"
#include "eigenlake/ingest/quarantine.h"
#include "eigenlake/ingest/recovery.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/batch_source.h"
#include "eigenlake/lake/index_snapshots.h"
#include "eigenlake/lake/lake_lock.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// Trajectory points kept between ingest and features of one call; some 100 MB.
constexpr size_t kRecentPointsMax = 1'000'000;

/// The tables as they are, and what they hold.
struct LakeState {
  LakeTables tables;
  KnownIndex index;
  std::optional<Result<NewObjects>> new_objects;  ///< Where they were listed already.
  std::vector<std::string> recovered_batches;
};

enum class Listing { kLater, kMeanwhile };

/// What `load_tables` gives, and the index. The index's copy is read meanwhile, and the raw objects are
/// listed by it where they will be asked for; both count only if the copy turns out to fit.
Result<LakeState> load_state(const Lake& lake, const IngestOptions& options, Listing listing,
                             const std::function<Result<RecoveredLake>()>& load_tables) {
  RecoveredLake loaded;
  LakeState state;
  std::optional<KnownIndex> copy;
  EIGENLAKE_RETURN_IF_ERROR(wait_side_by_side(2, [&](size_t i) -> Result<> {
    if (i == 0) {
      EIGENLAKE_ASSIGN_OR_RETURN(loaded, load_tables());
      return {};
    }
    copy = KnownIndex::load_copy(lake);
    if (copy && listing == Listing::kMeanwhile) state.new_objects = new_raw_objects(lake, *copy, options);
    // Should the copy be what failed, another one is made below.
    if (state.new_objects && !*state.new_objects) copy.reset();
    return {};
  }));
  if (!copy || copy->snapshots() != visible_snapshots(loaded.tables, loaded.log)) state.new_objects.reset();
  EIGENLAKE_ASSIGN_OR_RETURN(state.index, KnownIndex::load(lake, loaded.tables, loaded.log, std::move(copy)));
  state.tables = std::move(loaded.tables);
  state.recovered_batches = std::move(loaded.batches);
  return state;
}

Result<LakeState> read_state(const Lake& lake, const IngestOptions& options = {},
                             Listing listing = Listing::kLater) {
  return load_state(lake, options, listing, [&]() -> Result<RecoveredLake> {
    RecoveredLake loaded;
    EIGENLAKE_ASSIGN_OR_RETURN(loaded.tables, LakeTables::load_all(lake));
    EIGENLAKE_ASSIGN_OR_RETURN(loaded.log, AuditLog::read(loaded.tables.find(kAuditTable)));
    return loaded;
  });
}

/// The same with half batches finished or undone first. Requires: the lake's lock.
Result<LakeState> recovered_state(const Lake& lake, const IngestOptions& options, Listing listing,
                                  ThreadPool& pool) {
  return load_state(lake, options, listing, [&] { return recover(lake, pool); });
}

/// Brings the state up to date after a batch. The index knows what the batch added, but not what another
/// engine may have written at the same time.
Result<> refresh(const Lake& lake, LakeState& state) {
  EIGENLAKE_ASSIGN_OR_RETURN(state.tables, LakeTables::load_all(lake));
  EIGENLAKE_ASSIGN_OR_RETURN(const AuditLog log, AuditLog::read(state.tables.find(kAuditTable)));
  const auto visible = visible_snapshots(state.tables, log);
  if (state.index.snapshots() == visible) return {};
  EIGENLAKE_ASSIGN_OR_RETURN(state.index, KnownIndex::rebuild(state.tables, visible));
  return {};
}

Result<IngestReport> ingest_objects(const Lake& lake, LakeState& state, std::vector<ObjectInfo> objects,
                                    const IngestOptions& options, ThreadPool& pool, RecentRuns* recent) {
  IngestReport report;
  const uint64_t num_new = objects.size();
  if (num_new > 0 && !options.dry_run) {
    auto plan = new_batch_plan(kIngestProcessingName, state.index.snapshots(), std::move(objects));
    plan.restores = options.restores;
    EIGENLAKE_ASSIGN_OR_RETURN(
        report, run_ingest_batch(lake, state.tables, std::move(plan), state.index, pool, options, recent));
  }
  report.objects_new = num_new;
  report.recovered_batches = state.recovered_batches;
  return report;
}

Result<IngestReport> ingest_new_objects(const Lake& lake, LakeState& state, const IngestOptions& options,
                                        ThreadPool& pool, RecentRuns* recent) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto found, state.new_objects ? *std::move(state.new_objects)
                                                           : new_raw_objects(lake, state.index, options));
  EIGENLAKE_ASSIGN_OR_RETURN(auto report,
                             ingest_objects(lake, state, std::move(found.objects), options, pool, recent));
  report.objects_total = found.num_total;
  report.objects_left_out = found.num_left_out;
  return report;
}

Result<FeaturesReport> add_features(const Lake& lake, LakeState& state, const FeatureSettings& settings,
                                    const IngestOptions& options, ThreadPool& pool,
                                    const RecentRuns* recent) {
  FeaturesReport report;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto found, state.index.experiments_without_features());
  EIGENLAKE_ASSIGN_OR_RETURN(const bool is_older, has_older_features(state.tables));
  report.experiments_new = found.ids.size();
  const bool is_anew = is_older || options.features_again;
  if (is_anew) report.experiments_again = state.index.num_experiments() - found.ids.size();
  if ((is_anew || report.experiments_new > 0) && !options.dry_run) {
    auto plan = new_batch_plan(kFeatureProcessingName, state.index.snapshots());
    plan.settings = settings;
    plan.replaces_features = is_anew;
    EIGENLAKE_ASSIGN_OR_RETURN(
        report, run_features_batch(lake, state.tables, std::move(plan), state.index, pool, recent));
  }
  return report;
}

/// What a writing call works with: the right to write, threads and a lake without half batches.
struct Writer {
  LakeLock lock;
  std::unique_ptr<ThreadPool> pool;
  LakeState state;
};

Result<Writer> start_writing(const Lake& lake, const IngestOptions& options, Listing listing) {
  EIGENLAKE_ASSIGN_OR_RETURN(LakeLock lock, LakeLock::acquire(lake));
  auto pool = std::make_unique<ThreadPool>(options.num_threads);
  EIGENLAKE_ASSIGN_OR_RETURN(LakeState state, options.dry_run
                                                  ? read_state(lake, options, listing)
                                                  : recovered_state(lake, options, listing, *pool));
  return Writer{std::move(lock), std::move(pool), std::move(state)};
}

Result<DirectOffsets> offsets_in(const LakeTables& tables) {
  const auto* audit = tables.find(kAuditTable);
  return audit == nullptr ? DirectOffsets() : direct_offsets_of(audit->metadata());
}

/// Durable, so that whoever comes after us can finish the batch.
Result<std::vector<ObjectInfo>> put_direct_objects(const Lake& lake, std::span<const NewObject> objects) {
  EIGENLAKE_RETURN_IF_ERROR(lake.state_store().put_all(objects));
  std::vector<ObjectInfo> infos;
  for (const auto& object : objects) {
    EIGENLAKE_ASSIGN_OR_RETURN(infos.emplace_back(), lake.state_store().head(object.key));
  }
  return infos;
}

Result<std::vector<bool>> have_experiments(KnownIndex& index, std::span<const std::string> experiment_ids) {
  std::vector<bool> known;
  for (const auto& id : experiment_ids) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_known, index.has_experiment(id));
    known.push_back(is_known);
  }
  return known;
}

}  // namespace

Result<IngestReport> ingest(const Lake& lake, const IngestOptions& options) {
  const double start = steady_seconds();
  EIGENLAKE_ASSIGN_OR_RETURN(Writer writer, start_writing(lake, options, Listing::kMeanwhile));
  EIGENLAKE_ASSIGN_OR_RETURN(auto report,
                             ingest_new_objects(lake, writer.state, options, *writer.pool, nullptr));
  report.batch.seconds = steady_seconds() - start;
  return report;
}

Result<IngestReport> retry_quarantined(const Lake& lake, std::span<const std::string> names,
                                       IngestOptions options) {
  const double start = steady_seconds();
  options.tells_outcomes = true;
  EIGENLAKE_ASSIGN_OR_RETURN(Writer writer, start_writing(lake, options, Listing::kLater));
  EIGENLAKE_ASSIGN_OR_RETURN(auto plan, objects_to_retry(lake, writer.state.tables, names));
  EIGENLAKE_ASSIGN_OR_RETURN(auto report, ingest_objects(lake, writer.state, std::move(plan.objects), options,
                                                         *writer.pool, nullptr));
  for (auto& uri : plan.gone)
    report.outcomes.push_back({.uri = std::move(uri), .what = RetryOutcome::What::kGone});
  report.objects_total = report.objects_new;
  report.batch.seconds = steady_seconds() - start;
  return report;
}

Result<DirectOffsets> landed_directly(const Lake& lake) {
  static constexpr std::array<std::string_view, 1> kNames = {kAuditTable};
  EIGENLAKE_ASSIGN_OR_RETURN(const auto tables, LakeTables::load(lake, kNames));
  return offsets_in(tables);
}

Result<IngestReport> ingest_direct(
    const Lake& lake, const std::function<Result<DirectMessages>(const DirectOffsets& before)>& make,
    const IngestOptions& options) {
  const double start = steady_seconds();
  EIGENLAKE_ASSIGN_OR_RETURN(Writer writer, start_writing(lake, options, Listing::kLater));
  EIGENLAKE_ASSIGN_OR_RETURN(auto before, offsets_in(writer.state.tables));
  EIGENLAKE_ASSIGN_OR_RETURN(const DirectMessages messages, make(before));
  IngestReport report;
  report.recovered_batches = writer.state.recovered_batches;
  if (messages.objects.empty()) return report;
  EIGENLAKE_ASSIGN_OR_RETURN(auto objects, put_direct_objects(lake, messages.objects));
  auto plan = new_batch_plan(kIngestProcessingName, writer.state.index.snapshots(), std::move(objects));
  plan.direct = {messages.topic, std::move(before), messages.after};
  EIGENLAKE_ASSIGN_OR_RETURN(report, run_ingest_batch(lake, writer.state.tables, std::move(plan),
                                                      writer.state.index, *writer.pool, options, nullptr));
  report.objects_new = messages.objects.size();
  // The batch is complete; what stays here goes with the next call that writes.
  std::ignore = remove_direct_objects(lake);
  report.batch.seconds = steady_seconds() - start;
  return report;
}

Result<FeaturesReport> features(const Lake& lake, const FeatureSettings& settings,
                                const IngestOptions& options) {
  const double start = steady_seconds();
  EIGENLAKE_ASSIGN_OR_RETURN(Writer writer, start_writing(lake, options, Listing::kLater));
  EIGENLAKE_ASSIGN_OR_RETURN(auto report,
                             add_features(lake, writer.state, settings, options, *writer.pool, nullptr));
  report.recovered_batches = std::move(writer.state.recovered_batches);
  report.batch.seconds = steady_seconds() - start;
  return report;
}

Result<IngestAndFeaturesReport> ingest_and_features(const Lake& lake, const FeatureSettings& settings,
                                                    const IngestOptions& options) {
  const double start = steady_seconds();
  EIGENLAKE_ASSIGN_OR_RETURN(Writer writer, start_writing(lake, options, Listing::kMeanwhile));
  RecentRuns recent;
  recent.points_max = kRecentPointsMax;
  IngestAndFeaturesReport report;
  EIGENLAKE_ASSIGN_OR_RETURN(report.ingest,
                             ingest_new_objects(lake, writer.state, options, *writer.pool, &recent));
  const double ingested = steady_seconds();
  report.ingest.batch.seconds = ingested - start;
  EIGENLAKE_RETURN_IF_ERROR(refresh(lake, writer.state));
  EIGENLAKE_ASSIGN_OR_RETURN(report.features,
                             add_features(lake, writer.state, settings, options, *writer.pool, &recent));
  report.features.batch.seconds = steady_seconds() - ingested;
  return report;
}

Result<FoundExperiments> find_experiments(const Lake& lake, std::span<const std::string> experiment_ids) {
  EIGENLAKE_ASSIGN_OR_RETURN(LakeState state, read_state(lake, {}, Listing::kMeanwhile));
  const auto look = [&]() -> Result<FoundExperiments> {
    FoundExperiments found;
    EIGENLAKE_ASSIGN_OR_RETURN(found.in_tables, have_experiments(state.index, experiment_ids));
    EIGENLAKE_ASSIGN_OR_RETURN(
        auto objects, state.new_objects ? *state.new_objects : new_raw_objects(lake, state.index, {}));
    found.waiting = std::move(objects.objects);
    EIGENLAKE_ASSIGN_OR_RETURN(const Deletions all, read_deletions(state.tables));
    for (const auto& id : experiment_ids)
      if (const auto deletion = all.find(id); deletion != all.end()) found.deleted.insert(*deletion);
    return found;
  };
  auto found = look();
  if (found) return found;
  // Without the lock, a writer may have replaced what the copy is read from.
  EIGENLAKE_ASSIGN_OR_RETURN(state.index, KnownIndex::rebuild(state.tables, state.index.snapshots()));
  state.new_objects.reset();
  return look();
}

}  // namespace eigenlake
