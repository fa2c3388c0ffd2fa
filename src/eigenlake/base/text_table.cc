// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/text_table.h"

#include <algorithm>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

constexpr std::string_view kGap = "  ";
constexpr size_t kNarrowest = 8;  ///< A column is not cut below this.

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
}

/// Control characters would break the alignment; they become spaces.
std::string one_line(std::string_view text) {
  std::string line(text);
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return line;
}

std::string cut_to(std::string_view text, size_t width) {
  size_t characters = 0;
  for (size_t i = 0; i < text.size(); ++i)
    if (begins_character(text[i]) && ++characters == width) return std::string(text.substr(0, i)) + "…";
  return std::string(text);
}

}  // namespace

size_t display_width(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

TextTable::TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

void TextTable::add_row(std::vector<std::string> cells) {
  EIGENLAKE_ASSERT(cells.size() == columns_.size());
  for (auto& cell : cells) cell = one_line(cell);
  rows_.push_back(std::move(cells));
}

std::vector<size_t> TextTable::fitted_widths(int width) const {
  std::vector<size_t> widths;
  for (size_t i = 0; i < columns_.size(); ++i) {
    size_t widest = display_width(columns_[i].name);
    for (const auto& row : rows_) widest = std::max(widest, display_width(row[i]));
    widths.push_back(widest);
  }
  if (width <= 0) return widths;
  size_t total = kGap.size() * (widths.empty() ? 0 : widths.size() - 1);
  for (const size_t w : widths) total += w;
  while (total > static_cast<size_t>(width)) {
    const auto widest = std::max_element(widths.begin(), widths.end());
    if (widest == widths.end() || *widest <= kNarrowest) break;
    --*widest;
    --total;
  }
  return widths;
}

void TextTable::print_row(std::ostream& out, const std::vector<std::string>& cells,
                          const std::vector<size_t>& widths) const {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += kGap;
    const std::string cell = display_width(cells[i]) > widths[i] ? cut_to(cells[i], widths[i]) : cells[i];
    const std::string padding(widths[i] - display_width(cell), ' ');
    line += columns_[i].right_aligned ? padding + cell : cell + padding;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out << line << '\n';
}

void TextTable::print(std::ostream& out, int width) const {
  const std::vector<size_t> widths = fitted_widths(width);
  std::vector<std::string> names;
  std::string rule;
  for (size_t i = 0; i < columns_.size(); ++i) {
    names.push_back(columns_[i].name);
    if (i > 0) rule += kGap;
    for (size_t j = 0; j < widths[i]; ++j) rule += "─";
  }
  print_row(out, names, widths);
  out << rule << '\n';
  for (const auto& row : rows_) print_row(out, row, widths);
}

}  // namespace eigenlake
