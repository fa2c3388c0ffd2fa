// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string>

#include "eigenlake/cli/invocation/command.h"

namespace eigenlake {

/// Reads statements from the input, each up to its semicolon, also over several lines, and executes them.
/// Lines that begin with a dot are the shell's commands: .tables, which prints `table_names`, .schema
/// [TABLE], .help, .quit. Those of psql are known as well: \d [TABLE], \? and \q.
///
/// An error ends the statement, not the shell. Returns when the input ends; where the input is no
/// terminal, the exit code is that of the last error.
ExitCode run_sql_shell(Invocation& invocation, std::span<const std::string> table_names,
                       const std::function<Result<>(const std::string& sql)>& execute_statement);

}  // namespace eigenlake
