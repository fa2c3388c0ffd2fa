#include <algorithm>

#include <fmt/format.h>

#include "eigenlake/cli/commands/batch_report.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/commands/molecule_settings.h"
#include "eigenlake/cli/commands/publishing.h"
#include "eigenlake/cli/commands/simulation_work.h"
#include "eigenlake/cli/commands/stored_runs.h"
#include "eigenlake/cli/commands/work_plan.h"
#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/cli/settings/kafka_settings.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/ingest/raw_record.h"

namespace eigenlake {
namespace {

/// Moves the plans that the lake has already out of `work`.
Result<std::vector<PlannedRun>> take_known_plans(const Lake& lake, SimulationWork& work) {
  EIGENLAKE_RETURN_IF_ERROR(mark_known_plans(lake, work));
  std::vector<PlannedRun> known;
  std::vector<PlannedRun> unknown;
  for (PlannedRun& plan : work.plans) (plan.in_lake ? known : unknown).push_back(std::move(plan));
  work.plans = std::move(unknown);
  return known;
}

/// What a real run would find in the lake, without creating one.
Result<> check_lake_for_plan(const Invocation& invocation, SimulationWork& work) {
  const auto lake = open_lake(invocation, LakeAccess::kRead);
  if (!lake) return lake.error().kind == ErrorKind::kNotFound ? Result<>{} : std::unexpected(lake.error());
  EIGENLAKE_RETURN_IF_ERROR(check_feature_settings(*lake, feature_settings(invocation.configuration)));
  return mark_known_plans(*lake, work);
}

void print_known(const Invocation& invocation, const Lake& lake, const std::vector<PlannedRun>& known,
                 RowPrinter& printer) {
  if (known.empty()) return;
  for (const PlannedRun& plan : known)
    invocation.note(fmt::format("{}: the lake has this experiment already ({}…); --force computes it again",
                                plan.molecule_name, plan.experiment_id.substr(0, 12)));
  auto rows = read_stored_runs(lake, known, invocation.configuration.integer("threads"));
  if (!rows) return invocation.warn("the stored results could not be read: " + rows.error().to_string());
  for (const PlannedRun& plan : known)
    if (const auto row = rows->find(plan.experiment_id); row != rows->end()) printer.add(row->second);
}

void print_whereabouts(const Invocation& invocation, const Lake& lake) {
  if (invocation.quiet() || invocation.json()) return;
  const std::string option =
      invocation.configuration.has("lake") ? " --lake " + invocation.configuration.text("lake") : "";
  invocation.process.out << fmt::format(
      "\nThe lake is in {}. Ask it:\n"
      "  eigenlake sql{} \"select molecule_name, basis_set, final_energy, total_iterations from "
      "ml_run_summary\"\n",
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

Result<ExitCode> run_everything(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto publishing, asked_publishing(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(SimulationWork work, plan_work(invocation));
  if (invocation.configuration.flag("dry-run")) {
    EIGENLAKE_RETURN_IF_ERROR(check_lake_for_plan(invocation, work));
    for (PlannedRun& plan : work.plans) plan.memory.tables = tables_memory(plan.size);
    EIGENLAKE_RETURN_IF_ERROR(
        print_plan(invocation, work,
                   invocation.configuration.flag("force") ? KnownPlans::kComputed : KnownPlans::kSkipped));
    if (publishing) note_publishing_plan(invocation, *publishing);
    return exit_code_of_molecules(work.plans.size(), work.failures);
  }
  if (work.plans.empty()) return exit_code_of_molecules(0, work.failures);
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kWrite));
  EIGENLAKE_RETURN_IF_ERROR(check_feature_settings(lake, feature_settings(invocation.configuration)));
  std::vector<PlannedRun> known;
  if (!invocation.configuration.flag("force")) {
    EIGENLAKE_ASSIGN_OR_RETURN(known, take_known_plans(lake, work));
  }
  RowPrinter printer(invocation);
  print_known(invocation, lake, known, printer);
  std::unique_ptr<Publisher> publisher;
  if (publishing) {
    EIGENLAKE_ASSIGN_OR_RETURN(publisher, Publisher::open(*publishing));
  }
  const auto store = [&](const SimulatedRun& run) -> Result<> {
    EIGENLAKE_RETURN_IF_ERROR(store_raw_record(lake, run));
    return publisher ? publisher->publish(run.record, run.experiment_id) : Result<>{};
  };
  const WorkOutcome outcome =
      simulate_work(invocation, work, store, [&](const SimulationRow& row) { printer.add(row); });
  ExitCode code = exit_code_of(invocation, work, outcome, known.size());
  if (outcome.interrupted) {
    printer.finish();
    invocation.note(fmt::format(
        "interrupted; the {} finished records are kept, the next run or ingest makes tables of them",
        outcome.num_succeeded));
    return code;
  }
  const auto ingested = ingest_all(invocation, lake);
  // The records are stored: what was simulated is worth showing also where no tables could be made of it.
  printer.finish();
  if (!ingested) return std::unexpected(ingested.error());
  print_whereabouts(invocation, lake);
  if (code == ExitCode::kOk) code = *ingested;
  if (!publisher) return code;
  const auto report = finish_publishing(invocation, *publishing, *publisher);
  return code == ExitCode::kOk ? exit_code_of(report) : code;
}

std::vector<std::string> run_setting_names() {
  std::vector<std::string> names = simulation_setting_names();
  std::ranges::copy(feature_setting_names(), std::back_inserter(names));
  names.emplace_back("kafka");
  std::ranges::copy(publishing_setting_names(), std::back_inserter(names));
  return names;
}

}  // namespace

Command run_command() {
  return {.name = "run",
          .summary = "Simulate molecules and bring the results into the tables",
          .description =
              "Simulates every molecule of the files, writes one record each, appends them to the nine "
              "tables and "
              "computes the ML tables. An experiment that the lake has is not computed again. With --kafka "
              "each new record is published as well. Molecule files are JSON (one object or a list) or XYZ. "
              "--dry-run "
              "predicts the time and memory of each molecule and says which the lake has.",
          .operands = "FILE…",
          .min_operands = 1,
          .max_operands = kAnyNumber,
          .settings = run_setting_names(),
          .run = run_everything};
}

}  // namespace eigenlake
