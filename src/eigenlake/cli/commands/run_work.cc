#include "eigenlake/cli/commands/run_work.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "eigenlake/cli/commands/asked_work.h"
#include "eigenlake/cli/commands/batch_report.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/commands/molecule_settings.h"
#include "eigenlake/cli/commands/plan_report.h"
#include "eigenlake/cli/commands/run_reporter.h"
#include "eigenlake/cli/settings/kafka_options.h"
#include "eigenlake/cli/settings/kafka_settings.h"
#include "eigenlake/cli/settings/maintenance_options.h"
#include "eigenlake/cli/settings/run_options.h"
#include "eigenlake/session/known_runs.h"

namespace eigenlake {
namespace {

ExitCode exit_code_of_outcome(const SimulationWork& work, const WorkOutcome& outcome, bool is_strict) {
  if (outcome.interrupted) return ExitCode::kInterrupted;
  std::vector<Error> failures = errors_of(work.failures);
  std::ranges::move(errors_of(outcome.failures), std::back_inserter(failures));
  for (const Error& error : failures)
    if (exit_code_of(error.kind) == ExitCode::kStore) return ExitCode::kStore;
  const ExitCode code = exit_code_of_molecules(outcome.num_succeeded + outcome.num_known, failures);
  if (code != ExitCode::kOk) return code;
  return is_strict && !outcome.all_converged ? ExitCode::kNotConverged : ExitCode::kOk;
}

/// The first failure decides.
ExitCode exit_code_of_report(const SimulationWork& work, const RunReport& report, bool is_strict) {
  const ExitCode simulated = exit_code_of_outcome(work, report.outcome, is_strict);
  if (simulated != ExitCode::kOk) return simulated;
  if (report.label_error) return exit_code_of(report.label_error->kind);
  if (report.quarantined) return ExitCode::kQuarantined;
  return report.published ? exit_code_of_delivery(*report.published) : ExitCode::kOk;
}

/// Prints the plan with what the lake has, without creating one.
Result<ExitCode> print_run_plan(const Invocation& invocation, SimulationWork& work,
                                const RunRequest& request) {
  EIGENLAKE_RETURN_IF_ERROR(mark_plans(invocation, work));
  const bool is_to_compute = !std::ranges::all_of(work.plans, &PlannedRun::in_lake);
  if (const auto lake = open_lake(request.lake, LakeAccess::kRead))
    EIGENLAKE_RETURN_IF_ERROR(check_feature_settings(invocation, *lake, is_to_compute));
  for (PlannedRun& plan : work.plans) plan.memory.tables = tables_memory(plan.size);
  return print_work(invocation, work, request);
}

}  // namespace

Result<RunRequest> run_request(const Invocation& invocation) {
  RunRequest request{.ingest = ingest_options(invocation),
                     .num_threads = invocation.num_threads(),
                     .force = invocation[option::kForce],
                     .command = invocation.command.name};
  EIGENLAKE_ASSIGN_OR_RETURN(request.lake, lake_address(invocation));
  return request;
}

Result<> mark_plans(const Invocation& invocation, SimulationWork& work) {
  const auto lake = open_lake(invocation, LakeAccess::kRead);
  if (lake) return mark_known_plans(*lake, work.plans);
  return lake.error().kind == ErrorKind::kNotFound ? Result<>{} : std::unexpected(lake.error());
}

Result<ExitCode> print_work(const Invocation& invocation, const SimulationWork& work,
                            const RunRequest& request) {
  EIGENLAKE_RETURN_IF_ERROR(
      print_plan(invocation, work, request.force ? KnownPlans::kComputed : KnownPlans::kSkipped));
  if (request.publishing) note_publishing_plan(invocation, *request.publishing);
  return exit_code_of_molecules(work.plans.size(), errors_of(work.failures));
}

Result<ReportedWork> simulate_and_report(const Invocation& invocation, const SimulationWork& work,
                                         const RunRequest& request) {
  RunReporter reporter(invocation, work);
  ReportedWork run;
  EIGENLAKE_ASSIGN_OR_RETURN(run.report, run_work(work, request, reporter));
  if (run.report.published) report_undelivered(invocation, *request.publishing, *run.report.published);
  run.code = exit_code_of_report(work, run.report, invocation[option::kStrict]);
  return run;
}

Result<ExitCode> simulate_into_tables(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(RunRequest request, run_request(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(request.publishing, asked_publishing(invocation.configuration));
  request.features = feature_settings(invocation.configuration);
  EIGENLAKE_ASSIGN_OR_RETURN(SimulationWork work, asked_work(invocation));
  if (invocation.dry_run()) return print_run_plan(invocation, work, request);
  if (work.plans.empty() && !has_failed_runs(work.failures))
    return exit_code_of_molecules(0, errors_of(work.failures));
  EIGENLAKE_ASSIGN_OR_RETURN(const ReportedWork run, simulate_and_report(invocation, work, request));
  if (run.report.outcome.interrupted)
    invocation.note(fmt::format(
        "interrupted; the {} finished records are kept; the next run or ingest brings them into the tables",
        run.report.outcome.num_succeeded));
  return run.code;
}

Settings simulate_settings() {
  return joined_settings({simulation_settings(), Settings{&option::kKafka}, publishing_settings()});
}

Settings run_settings() {
  return joined_settings({simulate_settings(), option::kFeaturesOptions});
}

}  // namespace eigenlake
