#pragma once

#include <vector>

#include "eigenlake/cli/settings/setting.h"

namespace eigenlake {

// Settings of a lake: places, features, exports, maintenance.

std::vector<Setting> catalog_settings();
std::vector<Setting> object_storage_settings();
std::vector<Setting> feature_settings();
std::vector<Setting> export_settings();
std::vector<Setting> maintenance_settings();
std::vector<Setting> deletion_settings();

}  // namespace eigenlake
