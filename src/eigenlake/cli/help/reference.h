// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "eigenlake/cli/invocation/command.h"

namespace eigenlake {

/// docs/reference/commands.md and docs/reference/configuration.md; a test compares the files.
std::string commands_reference(std::span<const Command> commands);
std::string configuration_reference();

}  // namespace eigenlake
