#pragma once

#include <functional>
#include <span>
#include <string>

#include "eigenlake/cli/invocation/command.h"

namespace eigenlake {

/// Reads statements from the input, each up to its semicolon and over several lines if need be, and runs
/// them. Lines that begin with a point are the shell's own: .tables, which prints `table_names`,
/// .schema [TABLE], .help, .quit.
///
/// An error ends the statement, not the shell. Returns when the input ends; the exit code is that of the last
/// error where the input is no terminal, so that scripts notice.
ExitCode run_sql_shell(Invocation& invocation, std::span<const std::string> table_names,
                       const std::function<Result<>(const std::string& sql)>& execute_statement);

}  // namespace eigenlake
