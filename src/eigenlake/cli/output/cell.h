#pragma once

#include <cstdlib>
#include <optional>
#include <string>

#include "eigenlake/json/json.h"

namespace eigenlake {

/// A value as the cell of a text table: null is empty, a text has no quotes.
inline std::string cell(const Json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace eigenlake
