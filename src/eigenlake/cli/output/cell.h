#pragma once

#include <cstdlib>
#include <optional>
#include <string>

#include "eigenlake/json/json.h"

namespace eigenlake {

/// What a cell of a text table shows of a value: nothing of null, a text without quotes.
inline std::string cell(const Json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// The number in a row of write_json_lines(), where NaN and the infinities are texts; nothing of null.
inline std::optional<double> real_in(const Json& value) {
  if (value.is_null()) return std::nullopt;
  return value.is_string() ? std::strtod(value.get_ref<const std::string&>().c_str(), nullptr)
                           : value.get<double>();
}

}  // namespace eigenlake
