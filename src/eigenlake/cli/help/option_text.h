// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "eigenlake/cli/settings/setting.h"

namespace eigenlake {

/// "-b, --basis NAME"
std::string flags_of(const Setting& setting);

/// What the setting means, its choices, and its default with kNoBreak for blanks.
std::string explanation_of(const Setting& setting, bool may_be_repeated = false);

/// The first clause of that, with choices and default, for the short help.
std::string short_explanation_of(const Setting& setting);

}  // namespace eigenlake
