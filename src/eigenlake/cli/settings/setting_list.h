#pragma once

#include <span>
#include <string_view>

#include "eigenlake/cli/settings/setting.h"

namespace eigenlake {

/// Every setting, in the order of help.
std::span<const Setting> all_settings();
/// Accepts underscores for hyphens; nullptr for an unknown name.
const Setting* find_setting(std::string_view name);

}  // namespace eigenlake
