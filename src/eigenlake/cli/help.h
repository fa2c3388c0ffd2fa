// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "eigenlake/cli/invocation/command.h"

namespace eigenlake {

/// The overview: every command, the common options, the exit codes.
void print_overview(std::ostream& out);
/// One command with all its options and their defaults.
void print_command_help(const Command& command, std::ostream& out);

/// docs/reference/commands.md and docs/reference/configuration.md; a test compares the files.
std::string commands_reference();
std::string configuration_reference();

}  // namespace eigenlake
