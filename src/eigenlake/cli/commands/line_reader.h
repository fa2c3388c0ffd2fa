// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

namespace eigenlake {

struct TypedLine {
  std::string text;            ///< Without its end.
  bool is_first_anew = false;  ///< Ctrl-C was pressed: what was typed before it is void.
};

/// Reads lines for the shell: with editing and history by the system's libedit, where the input is a
/// terminal and the library exists. At a terminal Ctrl-C discards the line while the reader lives, and does
/// not end the process.
class LineReader {
 public:
  virtual ~LineReader() = default;
  /// The next line; none at the end of the input. After Ctrl-C it may be empty.
  virtual std::optional<TypedLine> read_line(const std::string& prompt) = 0;
  virtual void remember(const std::string& statement) = 0;
};

/// Prompts are printed only where `is_terminal`; `first_prompt` is that of a new statement.
///
/// Threads: one reader of a terminal at a time per process.
std::unique_ptr<LineReader> make_line_reader(std::istream& in, std::ostream& out, bool is_terminal,
                                             const char* first_prompt);

/// The reader by libedit, which is loaded then; null where it is missing.
std::unique_ptr<LineReader> make_edited_line_reader();

}  // namespace eigenlake
