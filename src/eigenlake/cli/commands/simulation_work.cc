#include "eigenlake/cli/commands/simulation_work.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/commands/molecule_settings.h"

namespace eigenlake {
namespace {

using Json = nlohmann::ordered_json;

/// To people on stderr and, with --json, to programs as the one object of this molecule.
void report_failure_text(const Invocation& invocation, const std::string& place, const std::string& message) {
  invocation.process.err << "error: " << message << std::endl;
  if (!invocation.json()) return;
  const Json failure = {{"molecule", place}, {"success", false}, {"error", message}};
  invocation.process.out << failure.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
}

/// The reader's own errors name the place already.
void report_entry_failure(const Invocation& invocation, const MoleculeEntry& entry, const Error& error) {
  if (entry.molecule) return report_failure(invocation, entry.place(), error);
  report_failure_text(invocation, entry.place(), error.to_string());
}

Json plan_json(const PlannedRun& run) {
  return {{"molecule", run.molecule_name},
          {"place", run.place},
          {"experiment_id", run.experiment_id},
          {"basis", run.plan.basis_set},
          {"ansatz", name_of(run.plan.ansatz)},
          {"ansatz_reps", run.plan.ansatz_reps},
          {"optimizer", name_of(run.plan.optimizer)},
          {"init_strategy", name_of(run.plan.init_strategy)},
          {"seed", run.plan.seed},
          {"num_qubits", run.plan.num_qubits},
          {"num_parameters", run.plan.num_parameters},
          {"num_electrons", {run.num_alpha, run.num_beta}},
          {"determinants", run.determinants},
          {"max_iterations", run.plan.options.optimizer_options.max_iterations},
          {"max_evaluations", run.plan.options.max_evaluations},
          {"restarts", run.plan.options.restarts},
          {"memory_bytes", run.memory_bytes},
          {"in_lake", run.in_lake}};
}

}  // namespace

void report_failure(const Invocation& invocation, const std::string& place, const Error& error) {
  report_failure_text(invocation, place, place + ": " + error.to_string());
}

Result<SimulationWork> plan_work(const Invocation& invocation) {
  SimulationWork work;
  EIGENLAKE_ASSIGN_OR_RETURN(work.options, simulation_options(invocation.configuration));
  if (work.options.ansatz == AnsatzKind::kUccsd && invocation.configuration.has("ansatz-reps"))
    invocation.note("--ansatz-reps changes nothing: UCCSD has no repetitions");
  EIGENLAKE_ASSIGN_OR_RETURN(const auto entries, read_molecules(invocation));
  for (const MoleculeEntry& entry : entries) {
    auto plan = plan_run(entry, work.options);
    if (plan) {
      work.plans.push_back(std::move(*plan));
    } else {
      report_entry_failure(invocation, entry, plan.error());
      work.failures.push_back(plan.error());
    }
  }
  return work;
}

void print_plan(const Invocation& invocation, const SimulationWork& work) {
  TextTable table({{"molecule"},
                   {"basis"},
                   {"ansatz"},
                   {"optimizer"},
                   {"qubits", true},
                   {"parameters", true},
                   {"MiB", true},
                   {"experiment"}});
  for (const PlannedRun& run : work.plans) {
    const Json plan = plan_json(run);
    if (invocation.json()) {
      invocation.process.out << plan.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
      continue;
    }
    table.add_row({run.molecule_name, run.plan.basis_set, std::string(name_of(run.plan.ansatz)),
                   std::string(name_of(run.plan.optimizer)), fmt::format("{}", run.plan.num_qubits),
                   fmt::format("{}", run.plan.num_parameters),
                   fmt::format("{:.1f}", static_cast<double>(run.memory_bytes) / (1 << 20)),
                   run.experiment_id.substr(0, 12)});
  }
  if (!invocation.json()) table.print(invocation.process.out, invocation.process.terminal_width);
}

}  // namespace eigenlake
