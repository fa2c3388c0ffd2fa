// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/figures/run_names.h"

#include <algorithm>
#include <string_view>

namespace eigenlake {
namespace {

std::string text_in(const Json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

bool differ(std::span<const Json> rows, std::string_view column) {
  return std::ranges::any_of(rows, [&](const Json& row) { return row[column] != rows[0][column]; });
}

std::string setting_in(const Json& row, std::string_view column) {
  const std::string text = text_in(row[column]);
  return column == "seed" ? "seed " + text : text;
}

}  // namespace

std::vector<std::string> run_names(std::span<const Json> rows, const std::string& molecule,
                                   std::span<const std::string_view> settings) {
  std::vector<std::string> names;
  for (const Json& row : rows) names.push_back(text_in(row[molecule]));
  for (const std::string_view setting : settings) {
    if (!differ(rows, setting)) continue;
    for (size_t i = 0; i < rows.size(); ++i) {
      const std::string text = setting_in(rows[i], setting);
      if (!text.empty()) names[i] += (names[i].empty() ? "" : ", ") + text;
    }
  }
  return names;
}

}  // namespace eigenlake
