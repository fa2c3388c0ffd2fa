// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/cli/settings/option.h"

namespace eigenlake::option {

// Basis sets.

inline constexpr Option<std::string> kElements("elements", "H,O", "List only the sets that have all of these",
                                               {.flag_only = true, .basic = true});

inline constexpr const Setting* kBasisSetOptions[] = {&kElements};

}  // namespace eigenlake::option
