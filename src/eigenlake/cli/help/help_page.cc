// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/help/help_page.h"

#include <algorithm>

namespace eigenlake {
namespace {

constexpr size_t kNarrowest = 30;
constexpr size_t kWidthOfColumns = 70;  ///< Narrower pages have one column.
constexpr size_t kColumn = 34;
constexpr size_t kIndent = 6;  ///< Of explanations below what they explain.

}  // namespace

HelpPage::HelpPage(std::ostream& out, int terminal_width)
    : out_(out),
      width_(terminal_width > 0 ? std::clamp(static_cast<size_t>(terminal_width), kNarrowest, kWidest)
                                : kWidest),
      column_(kColumn) {}

bool HelpPage::has_columns() const {
  return width_ >= kWidthOfColumns;
}

void HelpPage::heading(std::string_view text) {
  blank();
  paragraph(std::string(text) + ":");
}

void HelpPage::paragraph(std::string_view text, size_t indent) {
  out_ << wrapped_text(text, indent, width_) << '\n';
}

void HelpPage::entry(std::string_view left, std::string_view right) {
  const size_t used = 2 + display_width(left);
  out_ << "  " << left;
  if (!has_columns()) {
    out_ << '\n' << std::string(kIndent, ' ') << wrapped_text(right, kIndent, width_) << '\n';
    return;
  }
  if (used + 2 > column_)
    out_ << '\n' << std::string(column_, ' ');
  else
    out_ << std::string(column_ - used, ' ');
  out_ << wrapped_text(right, column_, width_) << '\n';
}

void HelpPage::command_line(std::string_view words) {
  constexpr size_t kIndentOfContinuation = 4;
  const std::string text = wrapped_text(words, kIndentOfContinuation, width_, " \\");
  out_ << "  " << text << '\n';
}

}  // namespace eigenlake
