#include "eigenlake/cli/commands/work_plan.h"

#include <algorithm>
#include <ctime>
#include <functional>
#include <numeric>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/base/memory_limit.h"
#include "eigenlake/base/text_table.h"
#include "eigenlake/chem/fci.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/simulation/time_estimate.h"

namespace eigenlake {
namespace {

constexpr double kMebibyte = 1 << 20;

/// What a plan costs.
struct PlanCosts {
  TimeEstimate time;
  double bytes = 0.0;  ///< Beyond what the program takes.
  int evaluations = 0;
};

PlanCosts costs_of(const PlannedRun& run, const MachineSpeed& speed, int num_threads) {
  return {estimate_time(run.size, speed, num_threads), run.memory.peak(), assumed_evaluations(run.size)};
}

nlohmann::ordered_json plan_json(const PlannedRun& run, const PlanCosts& costs) {
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
          {"assumed_evaluations", costs.evaluations},
          {"predicted_seconds", costs.time.total()},
          {"predicted_phases",
           {{"hamiltonian", costs.time.hamiltonian},
            {"mapping", costs.time.mapping},
            {"minimization", costs.time.minimization},
            {"reference", costs.time.reference}}},
          {"memory_bytes", process_memory_bytes(run.memory)},
          {"in_lake", run.in_lake}};
}

std::string seconds_text(double seconds) {
  if (seconds < 1.0) return fmt::format("{:.3f}", seconds);
  return seconds < 100.0 ? fmt::format("{:.1f}", seconds) : fmt::format("{:.0f}", seconds);
}

std::string mebibytes_text(double bytes) {
  return fmt::format("{:.0f}", bytes / kMebibyte);
}

std::vector<std::string> table_row(const PlannedRun& run, const PlanCosts& costs) {
  return {run.molecule_name,
          run.plan.basis_set,
          std::string(name_of(run.plan.ansatz)),
          std::string(name_of(run.plan.optimizer)),
          fmt::format("{}", run.plan.num_qubits),
          fmt::format("{}", run.plan.num_parameters),
          fmt::format("{}", costs.evaluations),
          seconds_text(costs.time.total()),
          mebibytes_text(double(process_memory_bytes(run.memory))),
          run.in_lake ? "yes" : "no",
          run.experiment_id.substr(0, 12)};
}

/// The molecules that run side by side may be those that take most.
double peak_of(std::vector<double> bytes, size_t num_jobs) {
  std::ranges::sort(bytes, std::greater());
  bytes.resize(std::min(num_jobs, bytes.size()));
  return std::accumulate(bytes.begin(), bytes.end(), double(resident_memory_bytes()));
}

std::string total_text(const SimulationWork& work, const std::vector<PlanCosts>& costs, size_t num_jobs,
                       double start_seconds, KnownPlans known) {
  std::vector<double> seconds, bytes;
  for (size_t i = 0; i < costs.size(); ++i) {
    if (work.plans[i].in_lake && known == KnownPlans::kSkipped) continue;
    seconds.push_back(costs[i].time.total());
    bytes.push_back(costs[i].bytes);
  }
  std::string text =
      fmt::format("total: {} to simulate, about {} s with the program's start, {} MiB", seconds.size(),
                  seconds_text(start_seconds + seconds_side_by_side(seconds, int(num_jobs))),
                  mebibytes_text(peak_of(bytes, num_jobs)));
  if (seconds.size() < costs.size())
    text += fmt::format("; {} in the lake already", costs.size() - seconds.size());
  return text;
}

}  // namespace

Result<> mark_known_plans(const Lake& lake, SimulationWork& work) {
  std::vector<std::string> ids;
  for (const PlannedRun& plan : work.plans) ids.push_back(plan.experiment_id);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto known, have_experiments(lake, ids));
  for (size_t i = 0; i < known.size(); ++i) work.plans[i].in_lake = known[i];
  return {};
}

Result<> print_plan(const Invocation& invocation, const SimulationWork& work, KnownPlans known) {
  if (work.plans.empty()) return {};
  const double start_seconds = double(std::clock()) / CLOCKS_PER_SEC;
  EIGENLAKE_ASSIGN_OR_RETURN(const MachineSpeed speed, measure_speed(work.options.ansatz));
  std::vector<PlanCosts> costs;
  for (const PlannedRun& run : work.plans) costs.push_back(costs_of(run, speed, work.threads_each));
  std::ostream& out = invocation.process.out;
  if (invocation.json()) {
    for (size_t i = 0; i < costs.size(); ++i)
      out << plan_json(work.plans[i], costs[i]).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
          << '\n';
    return {};
  }
  TextTable table({{"molecule"},
                   {"basis"},
                   {"ansatz"},
                   {"optimizer"},
                   {"qubits", true},
                   {"parameters", true},
                   {"evaluations", true},
                   {"seconds", true},
                   {"MiB", true},
                   {"in lake"},
                   {"experiment"}});
  for (size_t i = 0; i < costs.size(); ++i) table.add_row(table_row(work.plans[i], costs[i]));
  table.print(out, invocation.process.terminal_width);
  out << total_text(work, costs, work.num_jobs, start_seconds, known) << '\n';
  return {};
}

}  // namespace eigenlake
