// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

namespace eigenlake {

/// Reads lines for the shell: with editing and history by the system's libedit, where the input is a
/// terminal and the library exists.
class LineReader {
 public:
  virtual ~LineReader() = default;
  /// The next line without its end; none at the end of the input.
  virtual std::optional<std::string> read_line(const std::string& prompt) = 0;
  virtual void remember(const std::string& statement) = 0;
};

/// Prompts are printed only where `is_terminal`.
std::unique_ptr<LineReader> make_line_reader(std::istream& in, std::ostream& out, bool is_terminal);

}  // namespace eigenlake
