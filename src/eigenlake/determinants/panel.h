// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace eigenlake {

/// Some rows of a vector over determinants side by side: amplitude k of line c is that of column c in row k.
/// A sparse matrix over the columns then acts on all of them at once, line by line.
///
/// Lines have panel_width(number of rows) amplitudes, of which the last ones may be 0.
inline constexpr size_t kPanelRows = 64;  ///< At most; a line is then eight cache lines.
inline constexpr size_t kPanelLanes = 8;  ///< Amplitudes that are handled together.

inline constexpr size_t panel_width(size_t num_rows) {
  return (num_rows + kPanelLanes - 1) / kPanelLanes * kPanelLanes;
}

/// Lines ← signs[k] · rows[k]. Requires: rows.size() <= kPanelRows; signs is null (all 1) or as long.
void fill_panel(std::span<const double* const> rows, const double* signs, size_t num_columns, double* panel);

/// rows[k] + first ← rows[k] + first + amplitude k of line c, for count <= kPanelLanes lines c.
void add_lines(const double* lines, size_t first, size_t count, std::span<double* const> rows);

/// out[k] = Σ_i value[i] · panel[column[i]][k] for a panel whose lines have a fixed width.
using MultiplyLine = void (*)(const uint32_t* column, const double* value, size_t count, const double* panel,
                              double* out);

/// Requires: width is that of a panel with rows.
MultiplyLine multiply_line_for(size_t width);

}  // namespace eigenlake
