// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/help/help_page.h"

#include <algorithm>
#include <sstream>

namespace eigenlake {
namespace {

constexpr size_t kNarrowest = 30;
constexpr size_t kWidthOfColumns = 70;  ///< Narrower pages have one column.
constexpr size_t kColumn = 34;
constexpr size_t kIndent = 6;  ///< Of explanations below what they explain.

/// `text` in lines of at most `width` characters, all but the first one indented to `column`. Lines that are
/// continued end in `continued`.
std::string wrapped(std::string_view text, size_t column, size_t width, std::string_view continued = "") {
  std::istringstream words{std::string(text)};
  std::string result;
  size_t used = column;
  for (std::string word; words >> word;) {
    const bool first = used == column;
    if (!first && used + 1 + num_characters(word) + continued.size() > width) {
      result += std::string(continued) + "\n" + std::string(column, ' ');
      used = column;
    } else if (!first) {
      result += ' ';
      ++used;
    }
    result += word;
    used += num_characters(word);
  }
  std::ranges::replace(result, kNoBreak, ' ');
  return result;
}

}  // namespace

size_t num_characters(std::string_view text) {
  return static_cast<size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

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
  out_ << wrapped(text, indent, width_) << '\n';
}

void HelpPage::entry(std::string_view left, std::string_view right) {
  const size_t used = 2 + num_characters(left);
  out_ << "  " << left;
  if (!has_columns()) {
    out_ << '\n' << std::string(kIndent, ' ') << wrapped(right, kIndent, width_) << '\n';
    return;
  }
  if (used + 2 > column_)
    out_ << '\n' << std::string(column_, ' ');
  else
    out_ << std::string(column_ - used, ' ');
  out_ << wrapped(right, column_, width_) << '\n';
}

void HelpPage::command_line(std::string_view words) {
  constexpr size_t kIndentOfContinuation = 4;
  const std::string text = wrapped(words, kIndentOfContinuation, width_, " \\");
  out_ << "  " << text << '\n';
}

}  // namespace eigenlake
