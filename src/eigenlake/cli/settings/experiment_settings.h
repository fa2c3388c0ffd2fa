// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "eigenlake/cli/settings/setting.h"

namespace eigenlake {

/// The settings of the fields of this group that define an experiment; record/experiment_fields.cc lists
/// them.
const Settings& experiment_settings(std::string_view group);

/// Requires: a field of that name has a setting.
const Setting& experiment_setting(std::string_view field);

}  // namespace eigenlake
