#include <algorithm>

#include <fmt/format.h>

#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/commands/molecule_settings.h"
#include "eigenlake/cli/commands/publishing.h"
#include "eigenlake/cli/commands/simulation_work.h"
#include "eigenlake/cli/commands/work_plan.h"
#include "eigenlake/cli/settings/kafka_settings.h"
#include "eigenlake/ingest/raw_record.h"

namespace eigenlake {
namespace {

/// Runs the work with `store` and prints the rows.
WorkOutcome simulate_and_print(const Invocation& invocation, const SimulationWork& work,
                               const StoreRun& store) {
  RowPrinter printer(invocation);
  const WorkOutcome outcome =
      simulate_work(invocation, work, store, [&](const SimulationRow& row) { printer.add(row); });
  printer.finish();
  return outcome;
}

Result<ExitCode> simulate_into_lake(const Invocation& invocation, const SimulationWork& work) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kWrite));
  const WorkOutcome outcome = simulate_and_print(invocation, work, [&](const SimulatedRun& run) -> Result<> {
    EIGENLAKE_RETURN_IF_ERROR(store_raw_record(lake, run));
    return {};
  });
  if (outcome.num_succeeded > 0 && !invocation.json())
    invocation.note(fmt::format("\nThe records lie in {}; eigenlake ingest makes tables of them.",
                                lake.raw_store().uri_of(kRawPrefix.substr(0, kRawPrefix.size() - 1))));
  return exit_code_of(invocation, work, outcome, 0);
}

Result<ExitCode> simulate_into_kafka(const Invocation& invocation, const SimulationWork& work,
                                     const PublisherOptions& options) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto publisher, Publisher::open(options));
  const WorkOutcome outcome = simulate_and_print(invocation, work, [&](const SimulatedRun& run) {
    return publisher->publish(run.record, run.experiment_id);
  });
  const auto report = finish_publishing(invocation, options, *publisher);
  if (report.published > 0 && !invocation.json())
    invocation.note(fmt::format("\n{} records are in topic {}.", report.published, options.topic));
  const ExitCode code = exit_code_of(invocation, work, outcome, 0);
  return code == ExitCode::kOk ? exit_code_of(report) : code;
}

/// What the lake has already; it need not be there. Nothing is skipped for it.
Result<> look_into_lake(const Invocation& invocation, SimulationWork& work) {
  const auto lake = open_lake(invocation, LakeAccess::kRead);
  if (lake) return mark_known_plans(*lake, work);
  return lake.error().kind == ErrorKind::kNotFound ? Result<>{} : std::unexpected(lake.error());
}

Result<ExitCode> run_simulate(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto publishing, asked_publishing(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(SimulationWork work, plan_work(invocation));
  if (invocation.configuration.flag("dry-run")) {
    const auto looked = look_into_lake(invocation, work);
    if (!looked && !publishing) return std::unexpected(looked.error());
    EIGENLAKE_RETURN_IF_ERROR(print_plan(invocation, work, KnownPlans::kComputed));
    if (publishing) note_publishing_plan(invocation, *publishing);
    return exit_code_of_molecules(work.plans.size(), work.failures);
  }
  if (work.plans.empty()) return exit_code_of_molecules(0, work.failures);
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
          "or with --kafka to a topic instead. Molecule files are JSON (one object or a list) or XYZ. "
          "--dry-run "
          "predicts the time and memory of each molecule and says which the lake has.",
      .operands = "FILE…",
      .min_operands = 1,
      .max_operands = kAnyNumber,
      .settings = simulate_setting_names(),
      .run = run_simulate};
}

}  // namespace eigenlake
