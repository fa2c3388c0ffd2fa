// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <span>

#include "eigenlake/cli/invocation/command.h"

namespace eigenlake {

/// eigenlake(1) in the macros of man(7): commands, options, files, exit codes. Its text is ASCII.
void print_man_page(std::span<const Command> commands, std::ostream& out);

}  // namespace eigenlake
