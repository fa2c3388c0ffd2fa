// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/run_work.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include <fmt/format.h>

#include "eigenlake/cli/commands/asked_work.h"
#include "eigenlake/cli/commands/batch_report.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/commands/molecule_settings.h"
#include "eigenlake/cli/commands/plan_report.h"
#include "eigenlake/cli/commands/report_page.h"
#include "eigenlake/cli/commands/run_reporter.h"
#include "eigenlake/cli/output/result_file.h"
#include "eigenlake/cli/settings/export_options.h"
#include "eigenlake/cli/settings/kafka_options.h"
#include "eigenlake/cli/settings/kafka_settings.h"
#include "eigenlake/cli/settings/maintenance_options.h"
#include "eigenlake/cli/settings/report_options.h"
#include "eigenlake/cli/settings/run_options.h"
#include "eigenlake/cli/settings/selection_options.h"
#include "eigenlake/session/progress/progress_file.h"
#include "eigenlake/session/run_molecules.h"

namespace eigenlake {
namespace {

ExitCode exit_code_of_runs(const RunReport& report, bool is_strict) {
  const WorkOutcome& outcome = report.outcome;
  if (outcome.interrupted) return ExitCode::kInterrupted;
  std::vector<Error> failures = errors_of(report.unplanned);
  std::ranges::move(errors_of(outcome.failures), std::back_inserter(failures));
  for (const Error& error : failures)
    if (exit_code_of(error.kind) == ExitCode::kStore) return ExitCode::kStore;
  const ExitCode code = exit_code_of_molecules(outcome.num_succeeded + outcome.num_known, failures);
  if (code != ExitCode::kOk) return code;
  return is_strict && !outcome.all_converged ? ExitCode::kNotConverged : ExitCode::kOk;
}

/// The first failure decides.
ExitCode exit_code_of_report(const RunReport& report, bool is_strict) {
  const ExitCode simulated = exit_code_of_runs(report, is_strict);
  if (simulated != ExitCode::kOk) return simulated;
  if (report.label_error) return exit_code_of(report.label_error->kind);
  if (report.quarantined) return ExitCode::kQuarantined;
  return report.published ? exit_code_of_delivery(*report.published) : ExitCode::kOk;
}

/// The file of --progress-file, emptied; none without the option. Errors: kUsage, kStore.
Result<std::optional<ProgressFile>> open_progress_file(const Invocation& invocation) {
  if (!invocation.configuration.has(option::kProgressFile)) return std::nullopt;
  const std::string name = invocation[option::kProgressFile];
  EIGENLAKE_RETURN_IF_ERROR(ResultFile::at(name, invocation.operands, ResultFile::Devices::kWritten));
  EIGENLAKE_ASSIGN_OR_RETURN(
      ProgressFile file,
      ProgressFile::create(name, [&invocation](const std::string& text) { invocation.warn(text); }));
  return std::optional(std::move(file));
}

/// The page of --report, checked before the work; none without it.
Result<std::optional<ReportPage>> asked_page(const Invocation& invocation) {
  const auto file = invocation.configuration.find(option::kReport);
  if (!file) return std::nullopt;
  EIGENLAKE_ASSIGN_OR_RETURN(auto page, ReportPage::at(*file, invocation.operands));
  return page;
}

Result<> write_asked_page(const Invocation& invocation, const ReportPage& page, const ReportedRun& run) {
  if (run.report.outcome.interrupted || run.ids.empty()) {
    invocation.note("no report is written: no run is complete");
    return {};
  }
  ReportRequest request = report_request(invocation);
  request.ids = run.ids;
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kRead));
  EIGENLAKE_RETURN_IF_ERROR(page.write(invocation, lake, request));
  return {};
}

}  // namespace

Result<ExitCode> print_preview(const Invocation& invocation, const RunRequest& request) {
  RunReporter reporter(invocation);
  EIGENLAKE_ASSIGN_OR_RETURN(const SimulationWork work, preview_molecules(request, reporter));
  EIGENLAKE_RETURN_IF_ERROR(
      print_plan(invocation, work, request.force ? KnownPlans::kComputed : KnownPlans::kSkipped));
  if (request.publishing) note_publishing_plan(invocation, *request.publishing);
  return exit_code_of_molecules(work.plans.size(), errors_of(work.failures));
}

Result<ReportedRun> run_and_report(const Invocation& invocation, const RunRequest& request) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto file, open_progress_file(invocation));
  RunReporter reporter(invocation, file ? &*file : nullptr);
  auto report = run_molecules(request, reporter);
  if (!report) {
    if (file) file->ended(exit_code_of(report.error().kind));
    return std::unexpected(std::move(report).error());
  }
  ReportedRun run{.report = std::move(*report)};
  if (run.report.published) report_undelivered(invocation, *request.publishing, *run.report.published);
  run.ids = reporter.ids();
  run.code = exit_code_of_report(run.report, invocation[option::kStrict]);
  if (file) file->ended(run.code);
  return run;
}

Result<ExitCode> simulate_into_tables(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const RunRequest request, run_request(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto page, asked_page(invocation));
  if (invocation.dry_run()) return print_preview(invocation, request);
  EIGENLAKE_ASSIGN_OR_RETURN(const ReportedRun run, run_and_report(invocation, request));
  if (run.report.outcome.interrupted)
    invocation.note(fmt::format(
        "interrupted; the {} finished records are kept; the next run or ingest brings them into the tables",
        run.report.outcome.num_succeeded));
  if (page) EIGENLAKE_RETURN_IF_ERROR(write_asked_page(invocation, *page, run));
  return run.code;
}

Settings simulate_settings() {
  return joined_settings(
      {simulation_settings(), Settings{&option::kProgressFile, &option::kKafka}, publishing_settings()});
}

Settings run_settings() {
  return joined_settings(
      {simulate_settings(), option::kFeaturesOptions, option::kReportOptions, Settings{&option::kWithPaths}});
}

}  // namespace eigenlake
