// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <ostream>
#include <string>
#include <string_view>

#include "eigenlake/kafka/admin.h"

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
  kafka::AdminProvider open_admin = kafka::Admin::create;

  /// A line to `err`. Names of molecules and files come from others: control characters in them, which could
  /// steer a terminal, become spaces.
  void tell(std::string_view begin, std::string_view text) const {
    std::string line(begin);
    for (const char c : text) {
      const bool is_control = (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f;
      line += is_control ? ' ' : c;
    }
    err << line << std::endl;
  }
};

}  // namespace eigenlake
