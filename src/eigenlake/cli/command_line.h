#pragma once

#include <functional>
#include <istream>
#include <map>
#include <ostream>
#include <span>
#include <string>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// What a process has around it, so that the whole program can be run inside a test.
struct ProcessContext {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  std::map<std::string, std::string> environment;
  bool in_is_terminal = false;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  int terminal_width = 0;  ///< 0: unknown, nothing is cut.
};

/// The program: `arguments` without the program's name in, exit code out. Messages for people go to `err`,
/// results to `out`.
ExitCode run_command_line(std::span<const std::string> arguments, ProcessContext& process);

}  // namespace eigenlake
