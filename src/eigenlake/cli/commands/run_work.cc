#include "eigenlake/cli/commands/run_work.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "eigenlake/base/clock.h"
#include "eigenlake/cli/commands/batch_report.h"
#include "eigenlake/cli/commands/deleted_runs.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/commands/molecule_settings.h"
#include "eigenlake/cli/commands/plan_report.h"
#include "eigenlake/cli/commands/publishing.h"
#include "eigenlake/cli/commands/work_in_progress.h"
#include "eigenlake/cli/settings/kafka_settings.h"
#include "eigenlake/ingest/label_batch.h"
#include "eigenlake/ingest/raw_record.h"

namespace eigenlake {
namespace {

void print_whereabouts(const Invocation& invocation, const Lake& lake) {
  if (invocation.quiet() || invocation.json()) return;
  const std::string option =
      invocation.configuration.has("lake") ? " --lake " + invocation.configuration.text("lake") : "";
  invocation.process.out << fmt::format(
      "\nThe lake is in {}. Ask it:\n"
      "  eigenlake sql{} \"select name, basis_set, total_energy, evaluations from runs\"\n",
      lake.name(), option);
}

Result<ExitCode> ingest_all(const Invocation& invocation, const Lake& lake) {
  EIGENLAKE_ASSIGN_OR_RETURN(
      const auto report,
      ingest_and_features(lake, feature_settings(invocation.configuration), ingest_options(invocation)));
  report_troubles(invocation, report.ingest);
  if (invocation.verbose() && report.ingest.batch.batch_id.empty())
    invocation.note("there was nothing new for the tables");
  else if (invocation.verbose())
    invocation.note(fmt::format("{} new experiments in batch {}, features of {} in batch {}",
                                report.ingest.experiments_new, report.ingest.batch.batch_id,
                                report.features.experiments_new, report.features.batch.batch_id));
  return exit_code_of(report.ingest);
}

/// What a real run would find in the lake, without creating one.
Result<ExitCode> print_run_plan(const Invocation& invocation, SimulationWork& work,
                                const std::optional<PublisherOptions>& publishing) {
  EIGENLAKE_RETURN_IF_ERROR(mark_known_plans(invocation, work.plans));
  const bool is_to_compute = !std::ranges::all_of(work.plans, &PlannedRun::in_lake);
  if (const auto lake = open_lake(invocation, LakeAccess::kRead))
    EIGENLAKE_RETURN_IF_ERROR(check_feature_settings(invocation, *lake, is_to_compute));
  for (PlannedRun& plan : work.plans) plan.memory.tables = tables_memory(plan.size);
  EIGENLAKE_RETURN_IF_ERROR(print_plan(invocation, work, known_plans(invocation)));
  if (publishing) note_publishing_plan(invocation, *publishing);
  return exit_code_of_molecules(work.plans.size(), errors_of(work.failures));
}

/// One call of run, between its steps.
class LakeRun {
 public:
  LakeRun(const Invocation& invocation, const Lake& lake, const SimulationWork& work,
          const std::optional<PublisherOptions>& publishing)
      : invocation_(invocation), lake_(lake), work_(work), publishing_(publishing) {}

  Result<ExitCode> run();

 private:
  Result<KnownRuns> look();
  Result<> store(const SimulatedRun& run);
  void label_found(std::vector<std::string> ids);
  Result<ExitCode> publish_rest(ExitCode code);

  const Invocation& invocation_;
  const Lake& lake_;
  const SimulationWork& work_;
  const std::optional<PublisherOptions>& publishing_;
  std::unique_ptr<Publisher> publisher_;
  Deletions deleted_;  ///< Of the plans.
  ExitCode ingested_ = ExitCode::kOk;
};

/// Records that a sink has landed are ingested first, because their names do not tell which experiments they
/// are. Where that fails, it is told at the end, when it is tried again.
Result<KnownRuns> LakeRun::look() {
  const auto ids = experiment_ids(work_.plans);
  EIGENLAKE_ASSIGN_OR_RETURN(FoundExperiments found, find_experiments(lake_, ids));
  const bool are_ours = std::ranges::all_of(
      found.waiting, [](const ObjectInfo& object) { return experiment_in_raw_key(object.key).has_value(); });
  if (!are_ours) {
    if (const auto ingested = ingest_all(invocation_, lake_)) ingested_ = *ingested;
    EIGENLAKE_ASSIGN_OR_RETURN(found, find_experiments(lake_, ids));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(KnownRuns known, find_known_runs(invocation_, lake_, work_.plans, found));
  deleted_ = std::move(found.deleted);
  if (publishing_) EIGENLAKE_RETURN_IF_ERROR(add_spooled_runs(*publishing_, &lake_, work_.plans, known));
  return known;
}

/// The spool comes first: killed between the two, the record lies there, and the next call takes it from
/// there. A record for which the spool has no room is kept all the same.
Result<> LakeRun::store(const SimulatedRun& run) {
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
      fmt::format("while publishing a record that is kept in {}; 'eigenlake publish' takes it from there",
                  **stored));
}

/// New records carry their labels; those of experiments that were there already are set here.
/// Where that fails, the rest of the call goes on.
void LakeRun::label_found(std::vector<std::string> ids) {
  std::erase_if(ids, [&](const std::string& id) { return deleted_.contains(id); });
  const auto labels = asked_labels(invocation_.configuration);
  if (!labels || labels->empty() || ids.empty()) return;  // plan_work has checked them
  std::vector<LabelChange> changes;
  for (const std::string& id : ids)
    for (const auto& [key, value] : *labels) changes.push_back({id, key, value});
  const auto set = set_labels(lake_, changes);
  if (set) return;
  invocation_.warn("experiments that were there already got no label: " + set.error().to_string());
  ingested_ = exit_code_of(set.error().kind);
}

Result<ExitCode> LakeRun::publish_rest(ExitCode code) {
  if (!publisher_) return code;
  const auto report = finish_publishing(invocation_, *publishing_, *publisher_);
  return code == ExitCode::kOk ? exit_code_of(report) : code;
}

Result<ExitCode> LakeRun::run() {
  KnownRuns known;
  SharedLake shared;
  if (!invocation_.configuration.flag("force")) {
    shared = {&lake_, time_since_epoch<std::chrono::nanoseconds>()};
    EIGENLAKE_ASSIGN_OR_RETURN(known, look());
    note_known_runs(invocation_, work_.plans, known, deleted_);
  } else {
    EIGENLAKE_RETURN_IF_ERROR(lift_deletions(invocation_, lake_, work_.plans));
  }
  const bool is_to_compute = !std::ranges::all_of(
      work_.plans, [&](const PlannedRun& plan) { return known.contains(plan.experiment_id); });
  EIGENLAKE_RETURN_IF_ERROR(check_feature_settings(invocation_, lake_, is_to_compute));
  if (publishing_) {
    EIGENLAKE_ASSIGN_OR_RETURN(publisher_, Publisher::open(*publishing_));
  }
  RowPrinter printer(invocation_);
  const WorkOutcome outcome = simulate_work(
      invocation_, work_, known, shared, [&](const SimulatedRun& run) { return store(run); },
      [&](const SimulationRow& row) { printer.add(row); });
  const ExitCode code = exit_code_of(invocation_, work_, outcome);
  store_failed_runs(invocation_, lake_, work_.failures);
  store_failed_runs(invocation_, lake_, outcome.failures);
  if (outcome.interrupted) {
    printer.finish();
    invocation_.note(fmt::format(
        "interrupted; the {} finished records are kept, the next run or ingest makes tables of them",
        outcome.num_succeeded));
    return code;
  }
  const auto ingested = ingest_all(invocation_, lake_);
  // The records are stored: what was simulated is worth showing also where no tables could be made of it.
  printer.finish();
  if (!ingested) return std::unexpected(ingested.error());
  if (ingested_ == ExitCode::kOk) ingested_ = *ingested;
  label_found(outcome.found);
  if (!work_.plans.empty()) print_whereabouts(invocation_, lake_);
  return publish_rest(code == ExitCode::kOk ? ingested_ : code);
}

}  // namespace

Result<ExitCode> run_planned_work(const Invocation& invocation, SimulationWork work,
                                  const std::optional<PublisherOptions>& publishing) {
  if (invocation.configuration.flag("dry-run")) return print_run_plan(invocation, work, publishing);
  if (work.plans.empty() && !has_failed_runs(work.failures))
    return exit_code_of_molecules(0, errors_of(work.failures));
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kWrite));
  return LakeRun(invocation, lake, work, publishing).run();
}

std::vector<std::string> run_setting_names() {
  std::vector<std::string> names = simulation_setting_names();
  std::ranges::copy(feature_setting_names(), std::back_inserter(names));
  names.emplace_back("kafka");
  std::ranges::copy(publishing_setting_names(), std::back_inserter(names));
  return names;
}

}  // namespace eigenlake
