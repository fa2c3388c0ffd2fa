// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "eigenlake/cli/settings/setting.h"

namespace eigenlake {

/// Settings under one heading of help.
struct SettingGroup {
  std::string_view heading;
  Settings settings;
  bool is_of_kafka = false;  ///< Described by --help-kafka.
};

/// Every setting, in the order of help; the common ones come first.
std::span<const SettingGroup> setting_groups();
const Settings& all_settings();
/// Accepts underscores for hyphens; nullptr for an unknown name.
const Setting* find_setting(std::string_view name);

}  // namespace eigenlake
