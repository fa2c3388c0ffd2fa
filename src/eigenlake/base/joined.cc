// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/joined.h"

#include <algorithm>

#include <fmt/ranges.h>

namespace eigenlake {

std::string joined(std::span<const std::string_view> pieces) {
  size_t size = 0;
  for (const auto piece : pieces) size += piece.size();
  std::string bytes;
  bytes.reserve(size);
  for (const auto piece : pieces) bytes += piece;
  return bytes;
}

std::string listed(std::span<const std::string_view> names) {
  constexpr size_t kNamesMax = 10;
  const auto named = names.first(std::min(names.size(), kNamesMax));
  std::string text = fmt::format("{}", fmt::join(named, ", "));
  if (named.size() < names.size()) text += fmt::format(" and {} more", names.size() - named.size());
  return text;
}

}  // namespace eigenlake
