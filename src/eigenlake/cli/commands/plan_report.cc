#include "eigenlake/cli/commands/plan_report.h"

#include <algorithm>
#include <ctime>
#include <functional>
#include <map>
#include <numeric>
#include <span>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/base/memory_limit.h"
#include "eigenlake/base/text_table.h"
#include "eigenlake/chem/fci.h"
#include "eigenlake/cli/output/run_settings.h"
#include "eigenlake/cli/output/simulation_report.h"
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

/// The settings that a plan always shows.
constexpr std::string_view kPlanSettings[] = {"basis", "ansatz", "optimizer"};

/// The settings with several values that are not among `shown`.
std::vector<std::string_view> settings_beyond(const Configuration& configuration,
                                              std::span<const std::string_view> shown) {
  std::vector<std::string_view> settings = configuration.varied();
  std::erase_if(settings,
                [&](std::string_view name) { return std::ranges::find(shown, name) != shown.end(); });
  return settings;
}

nlohmann::ordered_json plan_json(const PlannedRun& run, const PlanCosts& costs) {
  nlohmann::ordered_json json = {{"molecule", run.molecule_name},
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
                                 {"in_lake", run.in_lake},
                                 {"deleted", run.deleted}};
  add_settings(json, run.options);
  add_scan(json, run.scan);
  if (!run.options.follow.empty()) json["follow"] = run.options.follow;
  return json;
}

std::string seconds_text(double seconds) {
  if (seconds < 1.0) return fmt::format("{:.3f}", seconds);
  return seconds < 100.0 ? fmt::format("{:.1f}", seconds) : fmt::format("{:.0f}", seconds);
}

std::string mebibytes_text(double bytes) {
  return fmt::format("{:.0f}", bytes / kMebibyte);
}

std::vector<std::string> table_row(const PlannedRun& run, const PlanCosts& costs,
                                   std::span<const std::string_view> varied) {
  std::vector<std::string> cells = {run.molecule_name};
  for (const std::string_view setting : kPlanSettings) cells.push_back(setting_text(run.options, setting));
  for (const std::string_view setting : varied) cells.push_back(setting_text(run.options, setting));
  for (const int figure : {run.plan.num_qubits, run.plan.num_parameters, costs.evaluations})
    cells.push_back(fmt::format("{}", figure));
  cells.push_back(seconds_text(costs.time.total()));
  cells.push_back(mebibytes_text(double(process_memory_bytes(run.memory))));
  cells.push_back(run.deleted ? "deleted" : run.in_lake ? "yes" : "no");
  cells.push_back(run.experiment_id.substr(0, 12));
  return cells;
}

TextTable plan_table(std::span<const std::string_view> varied) {
  std::vector<TextTable::Column> columns = {{"molecule"}};
  for (const std::string_view setting : kPlanSettings) columns.push_back({std::string(setting)});
  for (const std::string_view setting : varied) columns.push_back({std::string(setting)});
  for (const char* figure : {"qubits", "parameters", "evaluations", "seconds", "MiB"})
    columns.push_back({figure, true});
  columns.push_back({"in lake"});
  columns.push_back({"experiment"});
  return TextTable(std::move(columns));
}

/// Speeds are measured once for each ansatz.
Result<std::vector<PlanCosts>> costs_of_all(const SimulationWork& work) {
  std::map<AnsatzKind, MachineSpeed> speeds;
  std::vector<PlanCosts> costs;
  for (const PlannedRun& run : work.plans) {
    if (!speeds.contains(run.plan.ansatz)) {
      EIGENLAKE_ASSIGN_OR_RETURN(speeds[run.plan.ansatz], measure_speed(run.plan.ansatz));
    }
    costs.push_back(costs_of(run, speeds.at(run.plan.ansatz), work.threads_each));
  }
  return costs;
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
  size_t num_deleted = 0;
  for (size_t i = 0; i < costs.size(); ++i) {
    const PlannedRun& plan = work.plans[i];
    num_deleted += plan.deleted ? 1 : 0;
    if ((plan.in_lake || plan.deleted) && known == KnownPlans::kSkipped) continue;
    seconds.push_back(costs[i].time.total());
    bytes.push_back(costs[i].bytes);
  }
  std::string text =
      fmt::format("total: {} to simulate, about {} s with the program's start, {} MiB", seconds.size(),
                  seconds_text(start_seconds + seconds_side_by_side(seconds, int(num_jobs))),
                  mebibytes_text(peak_of(bytes, num_jobs)));
  const size_t num_left_out = costs.size() - seconds.size();
  if (num_left_out > num_deleted) text += fmt::format("; {} in the lake already", num_left_out - num_deleted);
  if (num_deleted > 0) text += fmt::format("; {} deleted", num_deleted);
  return text;
}

}  // namespace

KnownPlans known_plans(const Invocation& invocation) {
  return invocation.configuration.flag("force") ? KnownPlans::kComputed : KnownPlans::kSkipped;
}

Result<> print_plan(const Invocation& invocation, const SimulationWork& work, KnownPlans known) {
  if (work.plans.empty()) return {};
  const double start_seconds = double(std::clock()) / CLOCKS_PER_SEC;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto costs, costs_of_all(work));
  std::ostream& out = invocation.process.out;
  if (invocation.json()) {
    for (size_t i = 0; i < costs.size(); ++i)
      out << plan_json(work.plans[i], costs[i]).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
          << '\n';
    return {};
  }
  const auto varied = settings_beyond(invocation.configuration, kPlanSettings);
  TextTable table = plan_table(varied);
  for (size_t i = 0; i < costs.size(); ++i) table.add_row(table_row(work.plans[i], costs[i], varied));
  table.print(out, invocation.process.terminal_width);
  out << total_text(work, costs, work.num_jobs, start_seconds, known) << '\n';
  return {};
}

}  // namespace eigenlake
