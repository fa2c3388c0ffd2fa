// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <utility>

#include "eigenlake/json/json.h"

namespace eigenlake {

/// Whether json.get<T>() gives the value itself; an integer has to be in range.
template <typename T>
bool has_type(const Json& json) {
  if constexpr (std::same_as<T, bool>) return json.is_boolean();
  if constexpr (std::same_as<T, double>) return json.is_number();
  if constexpr (std::same_as<T, std::string>) return json.is_string();
  if constexpr (std::same_as<T, int32_t>)
    return json.is_number_unsigned()
               ? std::in_range<int32_t>(json.get<uint64_t>())
               : json.is_number_integer() && std::in_range<int32_t>(json.get<int64_t>());
}

}  // namespace eigenlake
