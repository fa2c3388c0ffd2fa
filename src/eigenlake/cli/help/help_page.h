// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>
#include <string_view>

#include "eigenlake/base/text_style.h"

namespace eigenlake {

/// A page of help in lines of at most `width` characters.
class HelpPage {
 public:
  static constexpr size_t kWidest = 100;

  /// `terminal_width` 0: unknown.
  HelpPage(std::ostream& out, int terminal_width);

  /// Where explanations begin, if the page is wide enough; else they stand below what they explain.
  void set_column(size_t column) { column_ = column; }

  void blank() { out_ << '\n'; }
  void heading(std::string_view text);
  /// `indent` is that of all lines but the first.
  void paragraph(std::string_view text, size_t indent = 0);
  /// What is explained, and its explanation.
  void entry(std::string_view left, std::string_view right);
  /// A command line, indented; a long one is continued after backslashes.
  void command_line(std::string_view words);

 private:
  bool has_columns() const;

  std::ostream& out_;
  size_t width_;
  size_t column_;
};

}  // namespace eigenlake
