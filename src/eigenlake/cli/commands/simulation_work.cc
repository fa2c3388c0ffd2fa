#include "eigenlake/cli/commands/simulation_work.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/commands/molecule_settings.h"
#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/cli/output/progress.h"
#include "eigenlake/simulation/simulate_all.h"

namespace eigenlake {
namespace {

using Json = nlohmann::ordered_json;

/// To people on stderr and, with --json, to programs as the one object of this molecule.
void report_failure(const Invocation& invocation, const std::string& place, const std::string& message) {
  invocation.process.err << "error: " << message << std::endl;
  if (!invocation.json()) return;
  const Json failure = {{"molecule", place}, {"success", false}, {"error", message}};
  invocation.process.out << failure.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
}

void report_failure(const Invocation& invocation, const std::string& place, const Error& error) {
  report_failure(invocation, place, place + ": " + error.to_string());
}

/// The reader's own errors name the place already.
void report_failure(const Invocation& invocation, const MoleculeEntry& entry, const Error& error) {
  if (entry.molecule) return report_failure(invocation, entry.place(), error);
  report_failure(invocation, entry.place(), error.to_string());
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

/// Hands out rows in the order of the plans, though they end in any order.
class OrderedRows {
 public:
  OrderedRows(size_t count, const std::function<void(const SimulationRow&)>& emit)
      : settled_(count), emit_(emit) {}

  /// A plan ended with a row, or without one.
  void settle(size_t index, std::optional<SimulationRow> row) {
    settled_[index] = {true, std::move(row)};
    for (; next_ < settled_.size() && settled_[next_].done; ++next_)
      if (settled_[next_].row) emit_(*settled_[next_].row);
  }

 private:
  struct Slot {
    bool done = false;
    std::optional<SimulationRow> row = {};
  };
  std::vector<Slot> settled_;
  size_t next_ = 0;
  const std::function<void(const SimulationRow&)>& emit_;
};

std::string summary_of(const SimulationRow& row) {
  return fmt::format("{:.8f} hartree after {} evaluations, {:.2f} s", row.total_energy(), row.evaluations,
                     row.seconds);
}

}  // namespace

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
      report_failure(invocation, entry, plan.error());
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

WorkOutcome simulate_work(const Invocation& invocation, const SimulationWork& work, const StoreRun& store,
                          const std::function<void(const SimulationRow&)>& emit) {
  const InterruptScope scope;
  WorkOutcome outcome;
  SimulationProgressLine progress(invocation, work.plans, work.options.vqe.optimizer_options.threshold);
  OrderedRows rows(work.plans.size(), emit);
  const SimulationHooks hooks{.on_progress = [&](const SimulationProgress& state) { progress.show(state); },
                              .stop_requested = InterruptScope::requested};
  const auto fail_run = [&](size_t index, const Error& error) {
    progress.clear();
    outcome.interrupted = outcome.interrupted || error.kind == ErrorKind::kInterrupted;
    if (error.kind != ErrorKind::kInterrupted) report_failure(invocation, work.plans[index].place, error);
    outcome.failures.push_back(error);
    rows.settle(index, std::nullopt);
  };
  const auto finish = [&](size_t index, Result<SimulatedRun> run) {
    if (!run) return fail_run(index, run.error());
    if (auto stored = store(*run); !stored) return fail_run(index, stored.error());
    SimulationRow row = row_of(work.plans[index], *run);
    progress.finish(index, summary_of(row));
    for (const std::string& warning : warnings_about(row, *run))
      invocation.warn(row.molecule + ": " + warning);
    outcome.all_converged = outcome.all_converged && row.success;
    outcome.interrupted = outcome.interrupted || run->reference_interrupted;
    ++outcome.num_succeeded;
    rows.settle(index, std::move(row));
  };
  simulate_all(
      work.plans, work.options,
      {.num_threads = invocation.num_threads(), .num_jobs = invocation.configuration.integer("jobs")}, hooks,
      finish);
  progress.clear();
  return outcome;
}

ExitCode exit_code_of(const Invocation& invocation, const SimulationWork& work, const WorkOutcome& outcome,
                      size_t num_skipped) {
  if (outcome.interrupted) return ExitCode::kInterrupted;
  std::vector<Error> failures = work.failures;
  failures.insert(failures.end(), outcome.failures.begin(), outcome.failures.end());
  for (const Error& error : failures)
    if (exit_code_of(error.kind) == ExitCode::kStore) return ExitCode::kStore;
  const ExitCode code = exit_code_of_molecules(outcome.num_succeeded + num_skipped, failures);
  if (code != ExitCode::kOk) return code;
  return invocation.configuration.flag("strict") && !outcome.all_converged ? ExitCode::kNotConverged
                                                                           : ExitCode::kOk;
}

}  // namespace eigenlake
