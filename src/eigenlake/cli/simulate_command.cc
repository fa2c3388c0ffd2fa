#include <fmt/format.h>

#include "eigenlake/cli/commands.h"
#include "eigenlake/cli/lake_session.h"
#include "eigenlake/cli/molecule_settings.h"
#include "eigenlake/cli/simulation_work.h"

namespace eigenlake {
namespace {

Result<ExitCode> run_simulate(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const SimulationWork work, plan_work(invocation));
  if (invocation.configuration.flag("dry-run")) {
    print_plan(invocation, work);
    return exit_code_of_molecules(work.plans.size(), work.failures);
  }
  if (work.plans.empty()) return exit_code_of_molecules(0, work.failures);
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kWrite));
  std::vector<SimulationRow> rows;
  const WorkOutcome outcome = simulate_work(invocation, work, lake, [&](const SimulationRow& row) {
    if (invocation.json()) {
      invocation.process.out << to_json(row) << std::endl;
    } else {
      rows.push_back(row);
    }
  });
  if (!invocation.json()) print_table(rows, invocation.process);
  if (outcome.num_succeeded > 0 && !invocation.json())
    invocation.note(fmt::format("\nThe records lie in {}; eigenlake ingest makes tables of them.",
                                lake.raw_store().uri_of(kRawPrefix.substr(0, kRawPrefix.size() - 1))));
  return exit_code_of(invocation, work, outcome, 0);
}

}  // namespace

Command simulate_command() {
  return {
      .name = "simulate",
      .summary = "VQE only: one raw record per molecule",
      .description =
          "Simulates every molecule of the files and writes one record each into the raw store of the lake. "
          "Molecule files are JSON (one object or a list) or XYZ.",
      .operands = "FILE…",
      .min_operands = 1,
      .max_operands = kAnyNumber,
      .settings = simulation_setting_names(),
      .run = run_simulate};
}

}  // namespace eigenlake
