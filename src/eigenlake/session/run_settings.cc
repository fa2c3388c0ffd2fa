#include "eigenlake/session/run_settings.h"

#include <algorithm>

#include <fmt/format.h>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

using Json = nlohmann::ordered_json;

/// null: there is none.
Json active_space_of(const SimulationOptions& options) {
  const auto& space = options.active_space.active_space;
  return space ? Json(fmt::format("{},{}", space->electrons, space->orbitals)) : Json();
}

Json max_evaluations_of(const SimulationOptions& options) {
  return options.vqe.max_evaluations > 0 ? Json(options.vqe.max_evaluations) : Json();
}

/// A setting that may be repeated, and where a run keeps it.
struct RunSetting {
  std::string_view name;
  Json (*value)(const SimulationOptions&);
};

const RunSetting kRunSettings[] = {
    {"basis", [](const SimulationOptions& o) { return Json(o.basis); }},
    {"ansatz", [](const SimulationOptions& o) { return Json(name_of(o.ansatz)); }},
    {"ansatz-reps", [](const SimulationOptions& o) { return Json(o.ansatz_reps); }},
    {"optimizer", [](const SimulationOptions& o) { return Json(name_of(o.vqe.optimizer)); }},
    {"init-strategy", [](const SimulationOptions& o) { return Json(name_of(o.init_strategy)); }},
    {"seed", [](const SimulationOptions& o) { return Json(o.seed); }},
    {"jitter", [](const SimulationOptions& o) { return Json(o.jitter); }},
    {"restarts", [](const SimulationOptions& o) { return Json(o.restarts); }},
    {"max-iterations",
     [](const SimulationOptions& o) { return Json(o.vqe.optimizer_options.max_iterations); }},
    {"max-evaluations", max_evaluations_of},
    {"threshold", [](const SimulationOptions& o) { return Json(o.vqe.optimizer_options.threshold); }},
    {"gradient-threshold",
     [](const SimulationOptions& o) { return Json(o.vqe.optimizer_options.gradient_threshold); }},
    {"penalty", [](const SimulationOptions& o) { return Json(o.penalty); }},
    {"scf", [](const SimulationOptions& o) { return Json(name_of(o.scf)); }},
    {"active-space", active_space_of},
};

/// "scf" is the object that says how the orbitals were found.
std::string key_of(std::string_view setting) {
  if (setting == "scf") return "scf_method";
  std::string key(setting);
  std::ranges::replace(key, '-', '_');
  return key;
}

}  // namespace

std::string setting_text(const SimulationOptions& options, std::string_view setting) {
  const auto* found = std::ranges::find(kRunSettings, setting, &RunSetting::name);
  EIGENLAKE_ASSERT(found != std::end(kRunSettings));
  const Json value = found->value(options);
  if (value.is_null()) return setting == "active-space" ? "all" : "no limit";
  if (value.is_number_float()) return fmt::format("{}", value.get<double>());
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string variant_text(const SimulationOptions& options, std::span<const std::string_view> settings) {
  std::string text;
  for (const std::string_view setting : settings)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", setting, setting_text(options, setting));
  return text;
}

void add_settings(Json& json, const SimulationOptions& options) {
  for (const RunSetting& setting : kRunSettings)
    if (const std::string key = key_of(setting.name); !json.contains(key)) json[key] = setting.value(options);
  json["frozen_core"] = options.active_space.frozen_core;
}

}  // namespace eigenlake
