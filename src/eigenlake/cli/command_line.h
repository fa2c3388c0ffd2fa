// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/cli/invocation/process_context.h"

namespace eigenlake {

/// The program: `arguments` without the program's name in, exit code out. Messages for people go to `err`,
/// results to `out`.
ExitCode run_command_line(std::span<const std::string> arguments, ProcessContext& process);

}  // namespace eigenlake
