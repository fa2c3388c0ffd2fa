// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "eigenlake/record/experiment_spec.h"

namespace eigenlake {

/// A run's value of a repeatable setting, in its canonical spelling and with defaults filled in: "COBYLA",
/// "4,4", "1e-10".
std::string setting_text(const ExperimentSpec& options, std::string_view setting);

/// "optimizer COBYLA, seed 3" for these settings; empty for none.
std::string variant_text(const ExperimentSpec& options, std::span<const std::string_view> settings);

/// Adds a run's settings to its object of --json, under their names with underscores. Existing keys stay.
void add_settings(nlohmann::ordered_json& json, const ExperimentSpec& options);

}  // namespace eigenlake
