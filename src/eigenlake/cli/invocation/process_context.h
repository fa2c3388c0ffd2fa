#pragma once

#include <iosfwd>
#include <map>
#include <string>

namespace eigenlake {

/// The environment of a process, so that the whole program can run inside a test.
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

}  // namespace eigenlake
