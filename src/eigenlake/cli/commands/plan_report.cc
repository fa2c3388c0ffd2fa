// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/plan_report.h"

#include <algorithm>
#include <ctime>
#include <span>

#include <fmt/format.h>

#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/output/simulation_report.h"
#include "eigenlake/session/plan_costs.h"
#include "eigenlake/session/run_settings.h"

namespace eigenlake {
namespace {

constexpr double kMebibyte = 1 << 20;

/// The settings that a plan always shows.
constexpr std::string_view kPlanSettings[] = {"basis", "ansatz", "optimizer"};

/// The settings with several values that are not among `shown`.
std::vector<std::string_view> settings_beyond(const Configuration& configuration,
                                              std::span<const std::string_view> shown) {
  std::vector<std::string_view> settings = names_of(configuration.varied());
  std::erase_if(settings,
                [&](std::string_view name) { return std::ranges::find(shown, name) != shown.end(); });
  return settings;
}

Json plan_json(const PlannedRun& run, const PlanCosts& costs) {
  Json json = {{"molecule", run.molecule_name},
               {"place", run.place},
               {"experiment_id", run.experiment_id},
               {"num_qubits", run.plan.num_qubits},
               {"num_parameters", run.plan.num_parameters},
               {"num_electrons", {run.size.num_alpha, run.size.num_beta}},
               {"determinants", run.determinants},
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
  add_settings(json, run.spec());
  add_scan(json, run.scan);
  if (!run.spec().follow.empty()) json["follow"] = run.spec().follow;
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
  for (const std::string_view setting : kPlanSettings) cells.push_back(setting_text(run.spec(), setting));
  for (const std::string_view setting : varied) cells.push_back(setting_text(run.spec(), setting));
  for (const int figure : {run.plan.num_qubits, run.plan.num_parameters, costs.evaluations})
    cells.push_back(fmt::format("{}", figure));
  cells.push_back(seconds_text(costs.time.total()));
  cells.push_back(mebibytes_text(double(process_memory_bytes(run.memory))));
  cells.push_back(run.deleted ? "deleted" : run.in_lake ? "yes" : "no");
  cells.push_back(run.experiment_id.substr(0, 12));
  return cells;
}

TextTable plan_table(std::span<const std::string_view> varied) {
  using enum TextTable::Importance;
  std::vector<TextTable::Column> columns = {{.name = "molecule", .is_whole = true}};
  const auto add_setting = [&](std::string_view setting) {
    columns.push_back({.name = std::string(setting), .importance = kUseful});
  };
  std::ranges::for_each(kPlanSettings, add_setting);
  std::ranges::for_each(varied, add_setting);
  for (const char* figure : {"qubits", "parameters", "evaluations"})
    columns.push_back({figure, true, kMinor});
  columns.push_back({"seconds", true});
  columns.push_back({"MiB", true});
  columns.push_back({"in lake"});
  columns.push_back({.name = "experiment", .importance = kMinor, .is_whole = true});
  return TextTable(std::move(columns));
}

std::string total_text(const SimulationWork& work, const std::vector<PlanCosts>& costs, double start_seconds,
                       KnownPlans known) {
  std::vector<PlanCosts> to_simulate;
  size_t num_deleted = 0;
  for (size_t i = 0; i < costs.size(); ++i) {
    const PlannedRun& plan = work.plans[i];
    num_deleted += plan.deleted ? 1 : 0;
    const bool is_there = plan.in_lake || plan.deleted;
    if (!is_there || known == KnownPlans::kComputed) to_simulate.push_back(costs[i]);
  }
  const TotalCosts total = total_costs(to_simulate, work.num_jobs);
  std::string text =
      fmt::format("total: {} to simulate, about {} s with the program's start, {} MiB", total.num_runs,
                  seconds_text(start_seconds + total.seconds), mebibytes_text(total.bytes));
  const size_t num_left_out = costs.size() - total.num_runs;
  if (num_left_out > num_deleted) text += fmt::format("; {} in the lake already", num_left_out - num_deleted);
  if (num_deleted > 0) text += fmt::format("; {} deleted", num_deleted);
  return text;
}

}  // namespace

Result<> print_plan(const Invocation& invocation, const SimulationWork& work, KnownPlans known) {
  if (work.plans.empty()) return {};
  const double start_seconds = double(std::clock()) / CLOCKS_PER_SEC;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto costs, estimate_costs(work));
  std::ostream& out = invocation.process.out;
  if (invocation.json()) {
    for (size_t i = 0; i < costs.size(); ++i) invocation.print(plan_json(work.plans[i], costs[i]));
    return {};
  }
  const auto varied = settings_beyond(invocation.configuration, kPlanSettings);
  TextTable table = plan_table(varied);
  for (size_t i = 0; i < costs.size(); ++i) table.add_row(table_row(work.plans[i], costs[i], varied));
  table.print(out, invocation.out_style());
  const auto width = static_cast<size_t>(invocation.process.terminal_width);
  out << wrapped_text(total_text(work, costs, start_seconds, known), 0, width) << '\n';
  return {};
}

}  // namespace eigenlake
