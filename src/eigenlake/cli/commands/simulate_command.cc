#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "eigenlake/base/clock.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/deleted_runs.h"
#include "eigenlake/cli/commands/known_runs.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/commands/molecule_settings.h"
#include "eigenlake/cli/commands/plan_report.h"
#include "eigenlake/cli/commands/publishing.h"
#include "eigenlake/cli/commands/work_in_progress.h"
#include "eigenlake/cli/commands/work_plan.h"
#include "eigenlake/cli/settings/kafka_settings.h"
#include "eigenlake/ingest/raw_record.h"

namespace eigenlake {
namespace {

/// Runs the work with `store` and prints the rows.
WorkOutcome simulate_and_print(const Invocation& invocation, const SimulationWork& work,
                               const KnownRuns& known, const Deletions& deleted, const SharedLake& shared,
                               const StoreRun& store) {
  note_known_runs(invocation, work.plans, known, deleted);
  RowPrinter printer(invocation);
  const WorkOutcome outcome = simulate_work(invocation, work, known, shared, store,
                                            [&](const SimulationRow& row) { printer.add(row); });
  printer.finish();
  return outcome;
}

Result<ExitCode> simulate_into_lake(const Invocation& invocation, const SimulationWork& work) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kWrite));
  KnownRuns known;
  Deletions deleted;
  SharedLake shared;
  if (!invocation.configuration.flag("force")) {
    shared = {&lake, time_since_epoch<std::chrono::nanoseconds>()};
    EIGENLAKE_ASSIGN_OR_RETURN(auto found, find_experiments(lake, experiment_ids(work.plans)));
    EIGENLAKE_ASSIGN_OR_RETURN(known, find_known_runs(invocation, lake, work.plans, found));
    deleted = std::move(found.deleted);
  } else {
    EIGENLAKE_RETURN_IF_ERROR(lift_deletions(invocation, lake, work.plans));
  }
  const auto store = [&](const SimulatedRun& run) -> Result<> {
    EIGENLAKE_RETURN_IF_ERROR(store_raw_record(lake, run.record, run.experiment_id));
    return {};
  };
  const WorkOutcome outcome = simulate_and_print(invocation, work, known, deleted, shared, store);
  store_failed_runs(invocation, lake, work.failures);
  store_failed_runs(invocation, lake, outcome.failures);
  if (!outcome.found.empty() && invocation.configuration.has("label"))
    invocation.note(
        "experiments that are there already got no label; `eigenlake run` or `eigenlake label` sets it");
  if (outcome.num_succeeded > 0 && !invocation.json())
    invocation.note(fmt::format("\nThe records lie in {}; eigenlake ingest makes tables of them.",
                                lake.raw_store().uri_of(kRawPrefix.substr(0, kRawPrefix.size() - 1))));
  return exit_code_of(invocation, work, outcome);
}

/// Without a lake, what waits in the spool is all that is known of earlier calls.
Result<ExitCode> simulate_into_kafka(const Invocation& invocation, const SimulationWork& work,
                                     const PublisherOptions& options) {
  KnownRuns known;
  if (!invocation.configuration.flag("force"))
    EIGENLAKE_RETURN_IF_ERROR(add_spooled_runs(options, nullptr, work.plans, known));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto publisher, Publisher::open(options));
  const WorkOutcome outcome = simulate_and_print(
      invocation, work, known, {}, {},
      [&](const SimulatedRun& run) { return publisher->publish(run.record, run.experiment_id); });
  const auto report = finish_publishing(invocation, options, *publisher);
  if (report.published > 0 && !invocation.json())
    invocation.note(fmt::format("\n{} records are in topic {}.", report.published, options.topic));
  const ExitCode code = exit_code_of(invocation, work, outcome);
  return code == ExitCode::kOk ? exit_code_of(report) : code;
}

Result<ExitCode> run_simulate(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto publishing, asked_publishing(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(SimulationWork work, plan_work(invocation));
  if (invocation.configuration.flag("dry-run")) {
    if (!publishing) EIGENLAKE_RETURN_IF_ERROR(mark_known_plans(invocation, work.plans));
    EIGENLAKE_RETURN_IF_ERROR(print_plan(invocation, work, known_plans(invocation)));
    if (publishing) note_publishing_plan(invocation, *publishing);
    return exit_code_of_molecules(work.plans.size(), errors_of(work.failures));
  }
  if (work.plans.empty() && (publishing || !has_failed_runs(work.failures)))
    return exit_code_of_molecules(0, errors_of(work.failures));
  return publishing ? simulate_into_kafka(invocation, work, *publishing)
                    : simulate_into_lake(invocation, work);
}

std::vector<std::string> simulate_setting_names() {
  auto names = simulation_setting_names();
  names.emplace_back("kafka");
  std::ranges::copy(publishing_setting_names(), std::back_inserter(names));
  return names;
}

}  // namespace

Command simulate_command() {
  return {
      .name = "simulate",
      .summary = "VQE only: one raw record per molecule",
      .description =
          "Simulates every molecule of the files and writes one record each into the raw store of the lake, "
          "or with --kafka to a topic instead. What the lake has, or with --kafka the spool, is not computed "
          "again. Molecule files are JSON (one object or a list) or XYZ. --dry-run predicts the time and "
          "memory of "
          "each molecule and says which the lake has.",
      .operands = "FILE…",
      .min_operands = 1,
      .max_operands = kAnyNumber,
      .settings = simulate_setting_names(),
      .plans_many = true,
      .run = run_simulate};
}

}  // namespace eigenlake
