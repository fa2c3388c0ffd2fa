// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/nearest_name.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <vector>

#include "eigenlake/base/assert.h"

namespace eigenlake {

size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const bool equal =
          std::tolower(static_cast<unsigned char>(a[i])) == std::tolower(static_cast<unsigned char>(b[j]));
      const size_t replaced = diagonal + (equal ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

std::string_view nearest_name(std::string_view name, std::span<const std::string_view> candidates) {
  EIGENLAKE_ASSERT(!candidates.empty());
  const std::string_view shortened = name.substr(0, 64);
  return *std::ranges::min_element(
      candidates, {}, [&](std::string_view candidate) { return edit_distance(shortened, candidate); });
}

std::optional<std::string_view> near_name(std::string_view name,
                                          std::span<const std::string_view> candidates) {
  if (candidates.empty()) return std::nullopt;
  const std::string_view nearest = nearest_name(name, candidates);
  const size_t distance = edit_distance(name.substr(0, 64), nearest);
  const size_t most = std::max<size_t>(1, std::min(name.size(), nearest.size()) / 4);
  const bool is_near = distance <= most || (distance == 2 && std::ranges::is_permutation(name, nearest));
  return is_near ? std::optional(nearest) : std::nullopt;
}

std::string did_you_mean(std::string_view name, std::span<const std::string_view> candidates) {
  const auto near = near_name(name, candidates);
  return near ? "; did you mean '" + std::string(*near) + "'?" : "";
}

}  // namespace eigenlake
