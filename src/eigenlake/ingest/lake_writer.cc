// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/lake_writer.h"

#include <iterator>
#include <tuple>
#include <utility>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/clock.h"
#include "eigenlake/ingest/features_batch.h"
#include "eigenlake/ingest/ingest_batch.h"
#include "eigenlake/ingest/quarantine.h"
#include "eigenlake/lake/batch_source.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// Durable, so that a later call can finish the batch.
Result<std::vector<ObjectInfo>> put_direct_objects(const Lake& lake, std::span<const NewObject> objects) {
  EIGENLAKE_RETURN_IF_ERROR(lake.state_store().put_all(objects));
  std::vector<ObjectInfo> infos;
  for (const auto& object : objects) {
    EIGENLAKE_ASSIGN_OR_RETURN(infos.emplace_back(), lake.state_store().head(object.key));
  }
  return infos;
}

}  // namespace

Result<LakeWriter> LakeWriter::open(const Lake& lake, IngestOptions options, ReadMeanwhile meanwhile) {
  const double start = steady_seconds();
  EIGENLAKE_ASSIGN_OR_RETURN(LakeLock lock, LakeLock::acquire(lake));
  LakeWriter writer(lake, std::move(options), std::move(lock));
  writer.reported_ = start;
  EIGENLAKE_ASSIGN_OR_RETURN(writer.state_,
                             writer.options_.dry_run
                                 ? read_lake_state(lake, meanwhile, writer.options_)
                                 : recover_lake_state(lake, meanwhile, writer.options_, *writer.pool_));
  return writer;
}

Result<KnownIndex*> LakeWriter::index() {
  if (!state_.index) {
    EIGENLAKE_ASSIGN_OR_RETURN(state_.index, KnownIndex::load(*lake_, state_.tables, state_.log));
  }
  return &*state_.index;
}

std::vector<std::string> LakeWriter::take_recovered_batches() {
  return std::exchange(state_.recovered_batches, {});
}

/// Brings the state up to date before another batch, and recovers a failed one.
Result<> LakeWriter::catch_up() {
  if (left_ == Left::kBatch) EIGENLAKE_RETURN_IF_ERROR(refresh());
  if (left_ == Left::kFailedBatch) {
    auto told_of = take_recovered_batches();
    EIGENLAKE_ASSIGN_OR_RETURN(state_, recover_lake_state(*lake_, ReadMeanwhile::kIndex, options_, *pool_));
    std::ranges::move(told_of, std::back_inserter(state_.recovered_batches));
  }
  left_ = Left::kNothing;
  return {};
}

/// The index knows what a batch of ours added, but not what another engine may have written at the same time.
Result<> LakeWriter::refresh() {
  EIGENLAKE_ASSIGN_OR_RETURN(state_.tables, LakeTables::load_all(*lake_));
  EIGENLAKE_ASSIGN_OR_RETURN(state_.log, AuditLog::read(state_.tables.find(kAuditTable)));
  state_.new_objects.reset();
  const auto visible = visible_snapshots(state_.tables, state_.log);
  if (!state_.index || state_.index->snapshots() == visible) return {};
  EIGENLAKE_ASSIGN_OR_RETURN(state_.index, KnownIndex::rebuild(state_.tables, visible));
  return {};
}

/// Notes what a batch that was tried leaves behind.
template <typename Report>
Result<Report> LakeWriter::settle(Result<Report> done) {
  left_ = done ? Left::kBatch : Left::kFailedBatch;
  return done;
}

template <typename Report>
void LakeWriter::finish_report(Report& report) {
  report.recovered_batches = take_recovered_batches();
  const double now = steady_seconds();
  report.batch.seconds = now - std::exchange(reported_, now);
}

Result<IngestReport> LakeWriter::ingest_objects(std::vector<ObjectInfo> objects, const IngestOptions& options,
                                                RecentRuns* recent) {
  IngestReport report;
  const uint64_t num_new = objects.size();
  if (num_new > 0 && !options.dry_run) {
    EIGENLAKE_ASSIGN_OR_RETURN(KnownIndex * known, index());
    auto plan = new_batch_plan(kIngestProcessingName, known->snapshots(), std::move(objects));
    plan.restores = options.restores;
    EIGENLAKE_ASSIGN_OR_RETURN(report, settle(run_ingest_batch(*lake_, state_.tables, std::move(plan), *known,
                                                               *pool_, options, recent)));
  }
  report.objects_new = num_new;
  return report;
}

Result<IngestReport> LakeWriter::ingest(RecentRuns* recent) {
  EIGENLAKE_RETURN_IF_ERROR(catch_up());
  EIGENLAKE_ASSIGN_OR_RETURN(KnownIndex * known, index());
  auto listed = std::exchange(state_.new_objects, std::nullopt);
  EIGENLAKE_ASSIGN_OR_RETURN(auto found,
                             listed ? *std::move(listed) : new_raw_objects(*lake_, *known, options_));
  EIGENLAKE_ASSIGN_OR_RETURN(auto report, ingest_objects(std::move(found.objects), options_, recent));
  report.objects_total = found.num_total;
  report.objects_left_out = found.num_left_out;
  EIGENLAKE_ASSIGN_OR_RETURN(known, index());
  report.experiments_without_features = known->num_experiments_without_features();
  finish_report(report);
  return report;
}

Result<IngestReport> LakeWriter::retry(std::span<const std::string> names) {
  EIGENLAKE_RETURN_IF_ERROR(catch_up());
  IngestOptions options = options_;
  options.tells_outcomes = true;
  EIGENLAKE_ASSIGN_OR_RETURN(auto plan, objects_to_retry(*lake_, state_.tables, names));
  EIGENLAKE_ASSIGN_OR_RETURN(auto report, ingest_objects(std::move(plan.objects), options, nullptr));
  for (auto& uri : plan.gone)
    report.outcomes.push_back({.uri = std::move(uri), .what = RetryOutcome::What::kGone});
  report.objects_total = report.objects_new;
  finish_report(report);
  return report;
}

Result<FeaturesReport> LakeWriter::add_features(const FeatureSettings& settings, const RecentRuns* recent) {
  EIGENLAKE_RETURN_IF_ERROR(catch_up());
  FeaturesReport report;
  EIGENLAKE_ASSIGN_OR_RETURN(KnownIndex * known, index());
  EIGENLAKE_ASSIGN_OR_RETURN(const auto found, known->experiments_without_features());
  EIGENLAKE_ASSIGN_OR_RETURN(const bool is_older, has_older_features(state_.tables));
  report.experiments_new = found.ids.size();
  const bool is_anew = is_older || options_.features_again;
  if (is_anew) report.experiments_again = known->num_experiments() - found.ids.size();
  if ((is_anew || report.experiments_new > 0) && !options_.dry_run) {
    auto plan = new_batch_plan(kFeatureProcessingName, known->snapshots());
    plan.settings = settings;
    plan.replaces_features = is_anew;
    EIGENLAKE_ASSIGN_OR_RETURN(
        report, settle(run_features_batch(*lake_, state_.tables, std::move(plan), *known, *pool_, recent)));
  }
  finish_report(report);
  return report;
}

Result<DirectOffsets> LakeWriter::offsets() {
  EIGENLAKE_RETURN_IF_ERROR(catch_up());
  const auto* audit = state_.tables.find(kAuditTable);
  return audit == nullptr ? DirectOffsets() : direct_offsets_of(audit->metadata());
}

Result<IngestReport> LakeWriter::ingest_direct(const DirectMessages& messages) {
  EIGENLAKE_ASSERT(!options_.dry_run);
  EIGENLAKE_ASSIGN_OR_RETURN(auto before, offsets());
  IngestReport report;
  if (!messages.objects.empty()) {
    EIGENLAKE_ASSIGN_OR_RETURN(KnownIndex * known, index());
    EIGENLAKE_ASSIGN_OR_RETURN(auto objects, put_direct_objects(*lake_, messages.objects));
    auto plan = new_batch_plan(kIngestProcessingName, known->snapshots(), std::move(objects));
    plan.direct = {messages.topic, std::move(before), messages.after};
    EIGENLAKE_ASSIGN_OR_RETURN(report, settle(run_ingest_batch(*lake_, state_.tables, std::move(plan), *known,
                                                               *pool_, options_, nullptr)));
    report.objects_new = messages.objects.size();
    // The batch is complete; the next call that writes removes what remains.
    std::ignore = remove_direct_objects(*lake_);
  }
  finish_report(report);
  return report;
}

Result<Batch> LakeWriter::begin_batch(std::string_view processing_name,
                                      std::span<const std::string_view> tables) {
  EIGENLAKE_ASSERT(!options_.dry_run);
  EIGENLAKE_RETURN_IF_ERROR(catch_up());
  // Its commit is not seen here, so it counts as failed.
  left_ = Left::kFailedBatch;
  return Batch::begin(*lake_, state_.tables, tables,
                      new_batch_plan(processing_name, visible_snapshots(state_.tables, state_.log)));
}

}  // namespace eigenlake
