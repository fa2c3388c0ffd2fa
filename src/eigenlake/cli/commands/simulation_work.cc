#include "eigenlake/cli/commands/simulation_work.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

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
  const auto jobs = static_cast<size_t>(invocation.configuration.integer("jobs"));
  work.num_jobs = std::clamp(entries.size(), size_t{1}, jobs);
  work.threads_each = std::max(1, invocation.num_threads() / static_cast<int>(work.num_jobs));
  for (const MoleculeEntry& entry : entries) {
    auto plan = plan_run(entry, work.options, work.threads_each);
    if (plan) {
      work.plans.push_back(std::move(*plan));
    } else {
      report_failure(invocation, entry, plan.error());
      work.failures.push_back(plan.error());
    }
  }
  return work;
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
