#pragma once

#include <string_view>

#include <nlohmann/json.hpp>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// JSON values for small documents; objects keep the order of their keys.
using Json = nlohmann::ordered_json;

/// Parses one JSON document; nothing but white space may follow it. A key that stands twice has its last
/// value.
///
/// Errors: kCorrupt with the byte offset, for anything that is not RFC 8259 JSON in UTF-8, and for nesting
///         deeper than `depth_max`.
Result<Json> parse_json(std::string_view text, int depth_max = 256);

}  // namespace eigenlake
