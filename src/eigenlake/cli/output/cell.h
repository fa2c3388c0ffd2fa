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

}  // namespace eigenlake
