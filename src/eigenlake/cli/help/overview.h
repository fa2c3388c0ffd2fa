// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "eigenlake/cli/help/help_page.h"
#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/cli/invocation/parse_words.h"

namespace eigenlake {

/// The commands of one purpose, under its heading.
struct CommandGroup {
  std::string_view heading;
  std::vector<const Command*> commands;
};

/// Every command, by its purpose.
std::vector<CommandGroup> grouped(std::span<const Command> commands);

/// The commands by their purposes; unless it is short, with their summaries, the common options and the exit
/// codes.
void print_overview(std::span<const Command> commands, HelpKind kind, HelpPage& page);

}  // namespace eigenlake
