// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "eigenlake/cli/invocation/command.h"

namespace eigenlake {

/// In the order of help.
std::span<const Command> all_commands();
const Command* find_command(std::string_view name);  ///< nullptr where there is none.

}  // namespace eigenlake
