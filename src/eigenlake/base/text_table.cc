// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/text_table.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

constexpr std::string_view kGap = "  ";
constexpr size_t kReadable = 16;  ///< Columns are left out before a text is cut below this.
constexpr size_t kNarrowest = 8;  ///< No text is cut below this.

/// Control characters would break the lines; they become spaces.
std::string one_line(std::string_view text) {
  std::string line(text);
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return line;
}

std::string cut_to(std::string_view text, size_t width, bool is_utf8) {
  if (display_width(text) <= width) return std::string(text);
  const std::string_view ellipsis = is_utf8 ? "…" : "...";
  while (display_width(text) > width - display_width(ellipsis)) text.remove_suffix(1);
  return std::string(text) + std::string(ellipsis);
}

size_t total_width(const std::vector<size_t>& widths) {
  const size_t gaps = widths.empty() ? 0 : kGap.size() * (widths.size() - 1);
  return std::accumulate(widths.begin(), widths.end(), gaps);
}

}  // namespace

void TextTable::add_row(std::vector<std::string> cells, bool has_warning) {
  EIGENLAKE_ASSERT(cells.size() == columns_.size());
  for (auto& cell : cells) cell = one_line(cell);
  rows_.push_back({std::move(cells), has_warning});
}

std::vector<size_t> TextTable::natural_widths() const {
  std::vector<size_t> widths;
  for (size_t i = 0; i < columns_.size(); ++i) {
    size_t widest = display_width(columns_[i].name);
    for (const Row& row : rows_) widest = std::max(widest, display_width(row.cells[i]));
    widths.push_back(widest);
  }
  return widths;
}

bool TextTable::fit(Layout& layout, size_t width, size_t narrowest) const {
  for (size_t total = total_width(layout.widths); total > width; --total) {
    size_t* widest = nullptr;
    for (size_t i = 0; i < layout.columns.size(); ++i)
      if (may_be_cut(layout.columns[i]) && layout.widths[i] > narrowest &&
          (widest == nullptr || layout.widths[i] > *widest))
        widest = &layout.widths[i];
    if (widest == nullptr) return false;
    --*widest;
  }
  return true;
}

TextTable::Layout TextTable::layout_for(size_t width) const {
  const std::vector<size_t> natural = natural_widths();
  std::vector<size_t> shown(columns_.size());
  std::iota(shown.begin(), shown.end(), 0);
  const auto layout_of_shown = [&] {
    Layout layout{shown, {}};
    for (const size_t column : shown) layout.widths.push_back(natural[column]);
    return layout;
  };
  if (width == 0) return layout_of_shown();
  while (true) {
    Layout layout = layout_of_shown();
    if (fit(layout, width, kReadable)) return layout;
    // The last one of the least important.
    const auto least = std::min_element(shown.rbegin(), shown.rend(), [&](size_t a, size_t b) {
      return columns_[a].importance < columns_[b].importance;
    });
    if (least == shown.rend() || columns_[*least].importance == Importance::kEssential) break;
    shown.erase(std::next(least).base());
  }
  Layout layout = layout_of_shown();
  return fit(layout, width, kNarrowest) ? layout : Layout{};
}

std::string TextTable::line_of(const Row& row, const Layout& layout, const TextStyle& style) const {
  std::string line;
  size_t blanks = 0;  // Written before the next cell, so that no line ends in them.
  for (size_t i = 0; i < layout.columns.size(); ++i) {
    const Column& column = columns_[layout.columns[i]];
    const size_t width = layout.widths[i];
    const std::string& full = row.cells[layout.columns[i]];
    std::string cell = may_be_cut(layout.columns[i]) ? cut_to(full, width, style.is_utf8) : full;
    const size_t padding = width - std::min(width, display_width(cell));
    if (i > 0) blanks += kGap.size();
    if (column.is_number) blanks += padding;
    if (!cell.empty()) {
      const bool is_coloured = column.is_warning && row.has_warning && style.has_colour;
      line += std::string(blanks, ' ') + (is_coloured ? coloured(cell, Colour::kWarning) : cell);
      blanks = 0;
    }
    if (!column.is_number) blanks += padding;
  }
  return line;
}

std::string TextTable::left_out_text(const Layout& layout, const TextStyle& style) const {
  std::vector<std::string> names;
  for (size_t i = 0; i < columns_.size(); ++i)
    if (std::ranges::find(layout.columns, i) == layout.columns.end())
      names.push_back(in_style(columns_[i].name, style.is_utf8));
  const std::string text = fmt::format("(without {}; --line shows all)", fmt::join(names, ", "));
  if (display_width(text) <= static_cast<size_t>(style.width)) return text;
  return fmt::format("({} more columns; --line shows all)", names.size());
}

void TextTable::print_aligned(std::ostream& out, const Layout& layout, const TextStyle& style) const {
  Row names;
  for (const Column& column : columns_) names.cells.push_back(in_style(column.name, style.is_utf8));
  std::string rule;
  for (const size_t width : layout.widths) {
    if (!rule.empty()) rule += kGap;
    for (size_t i = 0; i < width; ++i) rule += style.is_utf8 ? "─" : "-";
  }
  out << line_of(names, layout, style) << '\n' << rule << '\n';
  for (const Row& row : rows_) out << line_of(row, layout, style) << '\n';
  if (layout.columns.size() < columns_.size()) out << left_out_text(layout, style) << '\n';
}

void TextTable::print_tabbed(std::ostream& out) const {
  const auto print_line = [&](size_t count, const auto& text_of) {
    for (size_t i = 0; i < count; ++i) out << (i > 0 ? "\t" : "") << text_of(i);
    out << '\n';
  };
  print_line(columns_.size(), [&](size_t i) -> const std::string& { return columns_[i].name; });
  for (const Row& row : rows_)
    print_line(row.cells.size(), [&](size_t i) -> const std::string& { return row.cells[i]; });
}

void TextTable::print_vertical(std::ostream& out, const TextStyle& style) const {
  size_t name_width = 0;
  for (const Column& column : columns_) name_width = std::max(name_width, display_width(column.name));
  for (size_t row = 0; row < rows_.size(); ++row) {
    if (row > 0) out << '\n';
    for (size_t i = 0; i < columns_.size(); ++i) {
      const std::string name = in_style(columns_[i].name, style.is_utf8);
      const std::string& cell = rows_[row].cells[i];
      out << name;
      if (!style.is_aligned)
        out << '\t' << cell;
      else if (!cell.empty())
        out << std::string(name_width - std::min(name_width, display_width(name)), ' ') << kGap
            << (columns_[i].is_warning && rows_[row].has_warning && style.has_colour
                    ? coloured(cell, Colour::kWarning)
                    : cell);
      out << '\n';
    }
  }
}

void TextTable::print(std::ostream& out, const TextStyle& style) const {
  if (style.is_vertical) return print_vertical(out, style);
  if (!style.is_aligned) return print_tabbed(out);
  const Layout layout = layout_for(static_cast<size_t>(std::max(0, style.width)));
  if (!layout.columns.empty()) return print_aligned(out, layout, style);
  if (!rows_.empty()) return print_vertical(out, style);
  std::string names;
  for (const Column& column : columns_) names += (names.empty() ? "" : ", ") + column.name;
  out << in_style(wrapped_text(names, 0, static_cast<size_t>(style.width)), style.is_utf8) << '\n';
}

}  // namespace eigenlake
