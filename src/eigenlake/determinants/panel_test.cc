// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/panel.h"

#include <vector>

#include <gtest/gtest.h>

#include "eigenlake/base/random.h"

namespace eigenlake {
namespace {

/// Rows of `num_columns` and the padding behind each.
struct Rows {
  Rows(size_t num_rows, size_t num_columns, uint64_t seed) : amplitudes(num_rows) {
    Random random(seed);
    for (std::vector<double>& row : amplitudes) {
      for (size_t k = 0; k < num_columns; ++k) row.push_back(random.uniform(-1, 1));
      row.push_back(77.0);
      begin.push_back(row.data());
      constant_begin.push_back(row.data());
      signs.push_back(random.uniform(-1, 1) < 0 ? -1.0 : 1.0);
    }
  }
  std::vector<std::vector<double>> amplitudes;
  std::vector<double*> begin;
  std::vector<const double*> constant_begin;
  std::vector<double> signs;
};

TEST(Panel, LinesAreSignedColumnsOfRows) {
  for (const size_t num_rows : {1, 7, 8, 9, 33, 64})
    for (const size_t num_columns : {1, 5, 8, 16, 21}) {
      const Rows rows(num_rows, num_columns, 3);
      const size_t width = panel_width(num_rows);
      std::vector<double> panel(num_columns * width + 1, 55.0);
      fill_panel(rows.constant_begin, rows.signs.data(), num_columns, panel.data());
      for (size_t c = 0; c < num_columns; ++c)
        for (size_t k = 0; k < width; ++k)
          EXPECT_EQ(panel[c * width + k], k < num_rows ? rows.signs[k] * rows.amplitudes[k][c] : 0.0);
      EXPECT_EQ(panel.back(), 55.0);
      fill_panel(rows.constant_begin, nullptr, num_columns, panel.data());
      EXPECT_EQ(panel[0], rows.amplitudes[0][0]);
    }
}

TEST(Panel, AddedLinesReturnToTheirRows) {
  for (const size_t num_rows : {1, 7, 8, 33, 64})
    for (size_t count = 1; count <= kPanelLanes; ++count) {
      Rows rows(num_rows, 3 + kPanelLanes, 4);
      const Rows before = rows;
      const size_t width = panel_width(num_rows);
      std::vector<double> lines(kPanelLanes * width);
      for (size_t i = 0; i < lines.size(); ++i) lines[i] = 0.5 * static_cast<double>(i);
      for (size_t k = 0; k < num_rows; ++k) rows.begin[k] = rows.amplitudes[k].data();
      add_lines(lines.data(), 2, count, rows.begin);
      for (size_t k = 0; k < num_rows; ++k)
        for (size_t c = 0; c < rows.amplitudes[k].size(); ++c) {
          const bool is_touched = c >= 2 && c < 2 + count;
          EXPECT_EQ(rows.amplitudes[k][c],
                    before.amplitudes[k][c] + (is_touched ? lines[(c - 2) * width + k] : 0.0));
        }
    }
}

TEST(Panel, MultipliedLineIsWeightedSum) {
  for (size_t width = kPanelLanes; width <= kPanelRows; width += kPanelLanes) {
    std::vector<double> panel(5 * width), out(width, 9.0);
    Random random(width);
    for (double& amplitude : panel) amplitude = random.uniform(-1, 1);
    const std::vector<uint32_t> column = {4, 0, 3};
    const std::vector<double> value = {0.5, -2.0, 1.5};
    multiply_line_for(width)(column.data(), value.data(), column.size(), panel.data(), out.data());
    for (size_t k = 0; k < width; ++k)
      EXPECT_NEAR(out[k], 0.5 * panel[4 * width + k] - 2.0 * panel[k] + 1.5 * panel[3 * width + k], 1e-15);
    multiply_line_for(width)(nullptr, nullptr, 0, panel.data(), out.data());
    EXPECT_EQ(out, std::vector<double>(width, 0.0));
  }
}

}  // namespace
}  // namespace eigenlake
