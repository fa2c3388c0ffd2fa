#pragma once

#include <vector>

#include "eigenlake/cli/settings/setting.h"

namespace eigenlake {

// Settings of computations: molecules, scans, simulations and figures of the self-consistent field.

std::vector<Setting> molecule_settings();
std::vector<Setting> scan_settings();
std::vector<Setting> simulation_settings();
std::vector<Setting> figure_settings();

}  // namespace eigenlake
