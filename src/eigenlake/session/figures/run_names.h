// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "eigenlake/json/json.h"

namespace eigenlake {

/// A name for each row of runs: its molecule, and the settings in which the rows differ. `molecule` names the
/// column of the molecule; `settings` are columns.
///
/// Requires: the rows have these columns.
std::vector<std::string> run_names(std::span<const Json> rows, const std::string& molecule,
                                   std::span<const std::string_view> settings);

}  // namespace eigenlake
