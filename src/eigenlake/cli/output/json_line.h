#pragma once

#include <string>

#include "eigenlake/json/json.h"

namespace eigenlake {

/// An object as one line, its end included. Paths may have bytes that are no UTF-8: these become U+FFFD.
inline std::string json_line(const Json& object) {
  return object.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace eigenlake
