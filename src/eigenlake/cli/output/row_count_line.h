// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace eigenlake {

/// "  molecules                       1 row"
inline std::string row_count_line(std::string_view table, int64_t rows) {
  return fmt::format("  {:<22} {:>10} {}\n", table, rows, rows == 1 ? "row" : "rows");
}

}  // namespace eigenlake
