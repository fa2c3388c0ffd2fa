// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/run_settings.h"

#include <fmt/format.h>

#include "eigenlake/record/experiment_fields.h"

namespace eigenlake {

std::string setting_text(const ExperimentSpec& spec, std::string_view setting) {
  const ExperimentField& field = experiment_field(setting);
  const Json value = field.value(spec);
  if (value.is_null()) return std::string(field.null_text);
  if (value.is_number_float()) return fmt::format("{}", value.get<double>());
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string variant_text(const ExperimentSpec& spec, std::span<const std::string_view> settings) {
  std::string text;
  for (const std::string_view setting : settings)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", setting, setting_text(spec, setting));
  return text;
}

void add_settings(Json& json, const ExperimentSpec& spec) {
  for (const ExperimentField& field : experiment_fields()) {
    if (!field.is_setting() || field.value == nullptr) continue;
    if (const std::string key = field.json_key(); !json.contains(key)) json[key] = field.value(spec);
  }
}

}  // namespace eigenlake
