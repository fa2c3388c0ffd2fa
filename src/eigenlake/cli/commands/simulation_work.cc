#include "eigenlake/cli/commands/simulation_work.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/output/run_settings.h"

namespace eigenlake {
namespace {

using Json = nlohmann::ordered_json;

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

Json plan_json(const PlannedRun& run) {
  Json json = {{"molecule", run.molecule_name},
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
  add_settings(json, run.options);
  add_scan(json, run.scan);
  if (!run.options.follow.empty()) json["follow"] = run.options.follow;
  return json;
}

}  // namespace

void print_plan(const Invocation& invocation, const SimulationWork& work) {
  const std::vector<std::string_view> varied = settings_beyond(invocation.configuration, kPlanSettings);
  std::vector<TextTable::Column> columns = {{"molecule"}};
  for (const std::string_view setting : kPlanSettings) columns.push_back({std::string(setting)});
  for (const std::string_view setting : varied) columns.push_back({std::string(setting)});
  for (const char* figure : {"qubits", "parameters", "MiB"}) columns.push_back({figure, true});
  columns.push_back({"experiment"});
  TextTable table(std::move(columns));
  for (const PlannedRun& run : work.plans) {
    const Json plan = plan_json(run);
    if (invocation.json()) {
      invocation.process.out << plan.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
      continue;
    }
    std::vector<std::string> cells = {run.molecule_name};
    for (const std::string_view setting : kPlanSettings) cells.push_back(setting_text(run.options, setting));
    for (const std::string_view setting : varied) cells.push_back(setting_text(run.options, setting));
    cells.push_back(fmt::format("{}", run.plan.num_qubits));
    cells.push_back(fmt::format("{}", run.plan.num_parameters));
    cells.push_back(fmt::format("{:.1f}", static_cast<double>(run.memory_bytes) / (1 << 20)));
    cells.push_back(run.experiment_id.substr(0, 12));
    table.add_row(std::move(cells));
  }
  if (!invocation.json()) table.print(invocation.process.out, invocation.process.terminal_width);
}

}  // namespace eigenlake
