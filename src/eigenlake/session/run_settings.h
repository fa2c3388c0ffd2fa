#pragma once

#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "eigenlake/record/experiment_spec.h"

namespace eigenlake {

/// What a run has for a setting that may be repeated, in its canonical spelling and with defaults filled in:
/// "COBYLA", "4,4", "1e-10".
///
/// Requires: the setting may be repeated.
std::string setting_text(const ExperimentSpec& options, std::string_view setting);

/// "optimizer COBYLA, seed 3" for these settings; empty for none.
std::string variant_text(const ExperimentSpec& options, std::span<const std::string_view> settings);

/// Appends to a run's object of --json what defines the run, under the names of the settings with
/// underscores; what is there already stays.
void add_settings(nlohmann::ordered_json& json, const ExperimentSpec& options);

}  // namespace eigenlake
