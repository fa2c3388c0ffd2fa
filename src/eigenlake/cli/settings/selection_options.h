// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/cli/settings/option.h"

namespace eigenlake::option {

// Selection: what of a lake is shown, exported or deleted.

inline constexpr Option<std::string> kWhere(
    "where", "CONDITION", "Select the experiments of the view runs for which this SQL condition holds",
    {.flag_only = true, .basic = true});
inline constexpr Option<bool> kWithPaths("with-paths", "Keep local paths of the lake and of files",
                                         {.flag_only = true});

inline constexpr const Setting* kSelectionOptions[] = {&kWhere, &kWithPaths};

}  // namespace eigenlake::option
