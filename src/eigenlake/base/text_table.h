// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace eigenlake {

/// Rows of text under a header, aligned for reading. What every command prints that shows a table.
class TextTable {
 public:
  struct Column {
    std::string name;
    bool right_aligned = false;
  };
  explicit TextTable(std::vector<Column> columns);

  /// Requires: cells.size() == number of columns.
  void add_row(std::vector<std::string> cells);
  size_t num_rows() const { return rows_.size(); }

  /// `width` 0 cuts nothing; otherwise the widest columns are cut with an ellipsis until a line fits.
  void print(std::ostream& out, int width) const;

 private:
  std::vector<size_t> fitted_widths(int width) const;
  void print_row(std::ostream& out, const std::vector<std::string>& cells,
                 const std::vector<size_t>& widths) const;
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// Characters of UTF-8 text as a terminal counts them, one cell each.
size_t display_width(std::string_view text);

}  // namespace eigenlake
