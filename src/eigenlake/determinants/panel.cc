// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/panel.h"

#include <array>

namespace eigenlake {
namespace {

/// The compiler's vector extension, so that machines without AVX-512 run the same source.
using Lanes =
    double __attribute__((vector_size(kPanelLanes * sizeof(double)), aligned(alignof(double)), may_alias));

Lanes load(const double* place) {
  return *reinterpret_cast<const Lanes*>(place);
}
void store(double* place, Lanes lanes) {
  *reinterpret_cast<Lanes*>(place) = lanes;
}

/// Eight lines of eight lanes.
struct Tile {
  Lanes lines[kPanelLanes];
  Lanes& operator[](size_t i) { return lines[i]; }
};

/// Swaps lines and lanes: pairs of lanes, then of twos, then of fours.
[[gnu::always_inline]] inline void transpose(Tile& t) {
  Tile u;
#pragma GCC unroll 8
  for (size_t i = 0; i < 8; i += 2) {
    u[i] = __builtin_shufflevector(t[i], t[i + 1], 0, 8, 2, 10, 4, 12, 6, 14);
    u[i + 1] = __builtin_shufflevector(t[i], t[i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
  }
#pragma GCC unroll 8
  for (size_t i = 0; i < 8; i += 4)
#pragma GCC unroll 8
    for (size_t j = i; j < i + 2; ++j) {
      t[j] = __builtin_shufflevector(u[j], u[j + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      t[j + 2] = __builtin_shufflevector(u[j], u[j + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
#pragma GCC unroll 8
  for (size_t j = 0; j < 4; ++j) {
    u[j] = __builtin_shufflevector(t[j], t[j + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    u[j + 4] = __builtin_shufflevector(t[j], t[j + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
  t = u;
}

template <int Vectors>
void multiply_line(const uint32_t* column, const double* value, size_t count, const double* panel,
                   double* out) {
  Lanes sums[Vectors] = {};
  for (size_t i = 0; i < count; ++i) {
    const double* line = panel + size_t{column[i]} * (Vectors * kPanelLanes);
#pragma GCC unroll 8  // so that the sums stay in registers
    for (int v = 0; v < Vectors; ++v) sums[v] += value[i] * load(line + v * kPanelLanes);
  }
#pragma GCC unroll 8
  for (int v = 0; v < Vectors; ++v) store(out + v * kPanelLanes, sums[v]);
}

/// Up to eight rows, beginning at one of the panel's eights.
void fill_lanes(std::span<const double* const> rows, const double* signs, size_t num_columns, size_t width,
                double* panel) {
  const auto sign = [&](size_t k) { return signs == nullptr ? 1.0 : signs[k]; };
  size_t column = 0;
  for (; column + kPanelLanes <= num_columns; column += kPanelLanes) {
    Tile tile{};
    for (size_t k = 0; k < rows.size(); ++k) tile[k] = sign(k) * load(rows[k] + column);
    transpose(tile);
    for (size_t i = 0; i < kPanelLanes; ++i) store(panel + (column + i) * width, tile[i]);
  }
  for (; column < num_columns; ++column) {
    Lanes line{};
    for (size_t k = 0; k < rows.size(); ++k) line[k] = sign(k) * rows[k][column];
    store(panel + column * width, line);
  }
}

}  // namespace

void fill_panel(std::span<const double* const> rows, const double* signs, size_t num_columns, double* panel) {
  const size_t width = panel_width(rows.size());
  for (size_t k = 0; k < rows.size(); k += kPanelLanes)
    fill_lanes(rows.subspan(k, std::min(kPanelLanes, rows.size() - k)),
               signs == nullptr ? nullptr : signs + k, num_columns, width, panel + k);
}

void add_lines(const double* lines, size_t first, size_t count, std::span<double* const> rows) {
  const size_t width = panel_width(rows.size());
  if (count < kPanelLanes) {
    for (size_t c = 0; c < count; ++c)
      for (size_t k = 0; k < rows.size(); ++k) rows[k][first + c] += lines[c * width + k];
    return;
  }
  for (size_t k = 0; k < rows.size(); k += kPanelLanes) {
    Tile tile;
    for (size_t i = 0; i < kPanelLanes; ++i) tile[i] = load(lines + i * width + k);
    transpose(tile);
    for (size_t j = 0; j < std::min(kPanelLanes, rows.size() - k); ++j) {
      double* place = rows[k + j] + first;
      store(place, load(place) + tile[j]);
    }
  }
}

MultiplyLine multiply_line_for(size_t width) {
  static constexpr std::array<MultiplyLine, kPanelRows / kPanelLanes> kKernels{
      multiply_line<1>, multiply_line<2>, multiply_line<3>, multiply_line<4>,
      multiply_line<5>, multiply_line<6>, multiply_line<7>, multiply_line<8>};
  return kKernels[width / kPanelLanes - 1];
}

}  // namespace eigenlake
