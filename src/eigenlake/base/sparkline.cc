// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/sparkline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

namespace eigenlake {
namespace {

using Signs = std::array<std::string_view, 8>;
constexpr Signs kBlocks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr Signs kAscii = {"_", ".", ":", "-", "=", "+", "*", "#"};

}  // namespace

std::string sparkline(std::span<const double> values, size_t width, bool is_utf8) {
  double lowest = std::numeric_limits<double>::infinity();
  double highest = -lowest;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  }
  const Signs& signs = is_utf8 ? kBlocks : kAscii;
  const size_t count = std::min(width, values.size());
  std::string line;
  for (size_t i = 0; i < count; ++i) {
    const double value = values[(i + 1) * values.size() / count - 1];
    if (!std::isfinite(value)) {
      line += ' ';
      continue;
    }
    const double height = highest > lowest ? (value - lowest) / (highest - lowest) : 0.0;
    line += signs[std::min(signs.size() - 1, static_cast<size_t>(height * double(signs.size())))];
  }
  return line;
}

}  // namespace eigenlake
