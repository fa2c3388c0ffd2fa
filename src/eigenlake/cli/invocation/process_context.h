// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "eigenlake/base/text_style.h"
#include "eigenlake/cli/settings/configuration_files.h"
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
  int terminal_width = 0;                  ///< 0: unknown, nothing is cut.
  bool is_utf8 = true;                     ///< The locale's encoding; else our own signs are ASCII.
  bool has_colour = false;                 ///< On terminals.
  ConfigurationSearch configuration = {};  ///< By default nothing but named files is read.
  kafka::AdminProvider open_admin = kafka::Admin::create;

  /// How a table is written to `out`.
  TextStyle out_style() const {
    return {.width = terminal_width,
            .is_aligned = out_is_terminal,
            .is_utf8 = is_utf8,
            .has_colour = has_colour && out_is_terminal};
  }

  /// A line to `err`; `begin` is coloured on a terminal. Names of molecules and files come from others:
  /// control characters in them, which could steer a terminal, become spaces.
  void tell(std::string_view begin, std::string_view text, std::optional<Colour> colour = {}) const {
    std::string line;
    for (const char c : text) {
      const bool is_control = (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f;
      line += is_control ? ' ' : c;
    }
    const bool is_coloured = colour && has_colour && err_is_terminal;
    err << (is_coloured ? coloured(begin, *colour) : std::string(begin)) << in_style(line, is_utf8)
        << std::endl;
  }
  void tell_error(std::string_view text) const { tell("error: ", text, Colour::kError); }
};

}  // namespace eigenlake
