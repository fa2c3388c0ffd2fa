// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/run_lake.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/clock.h"
#include "eigenlake/ingest/label_batch.h"
#include "eigenlake/ingest/raw_record.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/session/known_runs.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

PublishReport deliver(Publisher& publisher, RunObserver& observer) {
  observer.begins(RunPhase::kDelivery);
  auto report = publisher.finish([&] { return observer.on_delivery(publisher.progress()); });
  observer.ends(RunPhase::kDelivery);
  return report;
}

class LakeRun {
 public:
  LakeRun(const Lake& lake, const SimulationWork& work, const RunRequest& request, RunObserver& observer)
      : lake_(lake), work_(work), request_(request), observer_(observer) {}

  Result<RunReport> run() {
    report_.raw_uri = lake_.raw_store().uri_of(kRawPrefix.substr(0, kRawPrefix.size() - 1));
    SharedLake shared;
    EIGENLAKE_ASSIGN_OR_RETURN(const KnownRuns known, look_or_lift(shared));
    if (makes_tables())
      EIGENLAKE_RETURN_IF_ERROR(check_features(lake_, request_.features, !has_all(known), observer_));
    if (request_.publishing) {
      EIGENLAKE_ASSIGN_OR_RETURN(publisher_, Publisher::open(*request_.publishing));
    }
    report_.outcome = simulate_work(
        work_, known, shared, [&](const SimulatedRun& run) { return store(run); }, request_.num_threads,
        observer_);
    keep_failures(work_.failures);
    keep_failures(report_.outcome.failures);
    if (makes_tables() && !report_.outcome.interrupted) {
      EIGENLAKE_RETURN_IF_ERROR(finish_tables());
    } else {
      observer_.on_rows_complete();
    }
    return std::move(report_);
  }

 private:
  bool makes_tables() const { return request_.target == RunTarget::kTables; }

  /// Records that a sink has landed are ingested first, because their names do not say which experiments
  /// they are. A failure is reported at the end, after a retry.
  Result<KnownRuns> look() {
    const auto ids = experiment_ids(work_.plans);
    EIGENLAKE_ASSIGN_OR_RETURN(FoundExperiments found, find_experiments(lake_, ids));
    const bool are_ours = std::ranges::all_of(found.waiting, [](const ObjectInfo& object) {
      return experiment_in_raw_key(object.key).has_value();
    });
    if (makes_tables() && !are_ours) {
      std::ignore = ingest();
      EIGENLAKE_ASSIGN_OR_RETURN(found, find_experiments(lake_, ids));
    }
    EIGENLAKE_ASSIGN_OR_RETURN(KnownRuns known,
                               find_known_runs(lake_, work_.plans, found, request_.num_threads, observer_));
    deleted_ = std::move(found.deleted);
    if (request_.publishing)
      EIGENLAKE_RETURN_IF_ERROR(add_spooled_runs(*request_.publishing, &lake_, work_.plans, known));
    return known;
  }

  Result<KnownRuns> look_or_lift(SharedLake& shared) {
    if (request_.force) {
      EIGENLAKE_ASSIGN_OR_RETURN(
          const size_t lifted,
          lift_deletions(lake_, work_.plans, request_.command + " --force", request_.num_threads));
      if (lifted > 0) observer_.on_wanted_again(lifted);
      return KnownRuns();
    }
    shared = {&lake_, time_since_epoch<std::chrono::nanoseconds>()};
    EIGENLAKE_ASSIGN_OR_RETURN(KnownRuns known, look());
    observer_.on_known(known, deleted_);
    return known;
  }

  bool has_all(const KnownRuns& known) const {
    return std::ranges::all_of(work_.plans,
                               [&](const PlannedRun& plan) { return known.contains(plan.experiment_id); });
  }

  /// The spool comes first: after a kill between the two, the next call finds the record there. A record that
  /// does not fit into the spool is still stored.
  Result<> store(const SimulatedRun& run) {
    std::optional<Result<std::string>> stored;
    const auto store_raw = [&]() -> Result<> {
      stored = store_raw_record(lake_, run.record, run.experiment_id);
      return *stored ? Result<>() : std::unexpected(stored->error());
    };
    if (!publisher_) return store_raw();
    const auto published = publisher_->publish(run.record, run.experiment_id, store_raw);
    if (stored) return published;
    EIGENLAKE_RETURN_IF_ERROR(store_raw());
    return fail_with_context(
        published.error(),
        fmt::format("while publishing a record that is kept in {}; 'eigenlake publish' sends it", **stored));
  }

  Result<> ingest() {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto report,
                               ingest_and_features(lake_, request_.features, request_.ingest));
    report_.quarantined = report_.quarantined || !report.ingest.quarantined.empty();
    observer_.on_ingested(report);
    return {};
  }

  void keep_failures(std::span<const MoleculeFailure> failures) {
    if (const auto kept = store_failed_runs(lake_, failures, request_.command); !kept)
      observer_.on_warning("cannot record the failures in the lake: " + kept.error().to_string());
  }

  /// New records have their labels; existing experiments get theirs here. The call continues after a failure.
  void label_found() {
    std::vector<LabelChange> changes;
    for (const std::string& id : report_.outcome.found) {
      if (deleted_.contains(id)) continue;
      for (const auto& [key, value] : work_.labels) changes.push_back({id, key, value});
    }
    if (changes.empty()) return;
    const auto set = set_labels(lake_, changes);
    if (set) return;
    observer_.on_warning("cannot label the existing experiments: " + set.error().to_string());
    report_.label_error = set.error();
  }

  /// The records are stored, so that rows are shown even if the ingest fails.
  Result<> finish_tables() {
    const auto ingested = ingest();
    observer_.on_rows_complete();
    EIGENLAKE_RETURN_IF_ERROR(ingested);
    label_found();
    observer_.on_tables_complete(lake_);
    if (publisher_) report_.published = deliver(*publisher_, observer_);
    return {};
  }

  const Lake& lake_;
  const SimulationWork& work_;
  const RunRequest& request_;
  RunObserver& observer_;
  std::unique_ptr<Publisher> publisher_;
  Deletions deleted_;  ///< Of the plans.
  RunReport report_;
};

/// Without a lake, only the spool has results of earlier calls.
Result<RunReport> run_into_topic(const SimulationWork& work, const RunRequest& request,
                                 RunObserver& observer) {
  EIGENLAKE_ASSERT(request.publishing);
  KnownRuns known;
  if (!request.force)
    EIGENLAKE_RETURN_IF_ERROR(add_spooled_runs(*request.publishing, nullptr, work.plans, known));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto publisher, Publisher::open(*request.publishing));
  observer.on_known(known, {});
  const auto store = [&](const SimulatedRun& run) {
    return publisher->publish(run.record, run.experiment_id);
  };
  RunReport report;
  report.outcome = simulate_work(work, known, {}, store, request.num_threads, observer);
  observer.on_rows_complete();
  report.published = deliver(*publisher, observer);
  return report;
}

}  // namespace

Result<RunReport> run_work(const SimulationWork& work, const RunRequest& request, RunObserver& observer) {
  if (request.target == RunTarget::kTopic) return run_into_topic(work, request, observer);
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(request.lake, LakeAccess::kWrite));
  return LakeRun(lake, work, request, observer).run();
}

Result<std::optional<Error>> features_difference(const Lake& lake, const FeatureSettings& settings) {
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeTables tables, LakeTables::load(lake, kFeatureTables));
  for (const auto& [name, table] : tables.tables())
    if (auto fits = settings.check_against(table.metadata().properties); !fits) return fits.error();
  return std::nullopt;
}

Result<> check_features(const Lake& lake, const FeatureSettings& settings, bool is_to_compute,
                        RunObserver& observer) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto difference, features_difference(lake, settings));
  if (!difference) return {};
  if (is_to_compute) return std::unexpected(*difference);
  observer.on_other_features(*difference);
  return {};
}

}  // namespace eigenlake
