// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <span>

#include "eigenlake/cli/invocation/command.h"

namespace eigenlake {

// A script for each shell that completes commands, options, named values, files, and tables, which it asks
// the program for.

void print_bash_completion(std::span<const Command> commands, std::ostream& out);
void print_zsh_completion(std::span<const Command> commands, std::ostream& out);
void print_fish_completion(std::span<const Command> commands, std::ostream& out);

}  // namespace eigenlake
