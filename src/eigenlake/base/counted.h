// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace eigenlake {

/// "1 row", "2 rows", "0 batches": a number and what it counts.
inline std::string counted(std::integral auto number, std::string_view one, std::string_view many) {
  return std::to_string(number) + " " + std::string(number == 1 ? one : many);
}

inline std::string counted(std::integral auto number, std::string_view one) {
  return counted(number, one, std::string(one) + (one.ends_with("ch") ? "es" : "s"));
}

}  // namespace eigenlake
