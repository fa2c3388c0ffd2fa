// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "eigenlake/base/text_style.h"

namespace eigenlake {

/// Rows of text under a header. What every command prints that shows a table.
///
/// On a terminal the columns are aligned. A number is never cut: where a line is too short, long texts are
/// cut with an ellipsis, then the least important columns are left out and named below, and where that is not
/// enough each row is a list of its fields. Elsewhere the fields of a line are separated by tabs and nothing
/// is cut.
class TextTable {
 public:
  enum class Importance { kMinor, kUseful, kEssential };

  struct Column {
    std::string name;
    bool is_number = false;  ///< To the right.
    Importance importance = Importance::kEssential;
    bool is_whole = false;    ///< A text that is of no use when cut, such as an id.
    bool is_warning = false;  ///< Where warnings stand.
  };
  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// A row with a warning has its warning columns coloured. Requires: cells.size() == number of columns.
  void add_row(std::vector<std::string> cells, bool has_warning = false);
  size_t num_rows() const { return rows_.size(); }

  void print(std::ostream& out, const TextStyle& style) const;

 private:
  struct Row {
    std::vector<std::string> cells;
    bool has_warning = false;
  };
  /// Columns of an aligned table, and how wide they are.
  struct Layout {
    std::vector<size_t> columns;
    std::vector<size_t> widths;  ///< Of these columns.
  };
  std::vector<size_t> natural_widths() const;
  bool may_be_cut(size_t column) const { return !columns_[column].is_number && !columns_[column].is_whole; }
  /// Cuts texts to at least `narrowest` until the columns fit; false if they do not.
  bool fit(Layout& layout, size_t width, size_t narrowest) const;
  /// Empty columns if no form of lines fits.
  Layout layout_for(size_t width) const;
  std::string line_of(const Row& row, const Layout& layout, const TextStyle& style) const;
  std::string left_out_text(const Layout& layout, const TextStyle& style) const;
  void print_aligned(std::ostream& out, const Layout& layout, const TextStyle& style) const;
  void print_tabbed(std::ostream& out) const;
  void print_vertical(std::ostream& out, const TextStyle& style) const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace eigenlake
