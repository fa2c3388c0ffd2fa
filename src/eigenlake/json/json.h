// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// JSON values for small documents; objects keep the order of their keys.
using Json = nlohmann::ordered_json;

/// Parses one JSON document; nothing but white space may follow it. A duplicate key has its last value.
///
/// Errors: kCorrupt with the byte offset, for anything that is not RFC 8259 JSON in UTF-8, and for nesting
///         deeper than `depth_max`.
Result<Json> parse_json(std::string_view text, int depth_max = 256);

/// The same for documents of others that we keep: a duplicate key is rejected by its name.
Result<Json> parse_json_strictly(std::string_view text, int depth_max = 256);

/// The offset where a text stops being JSON with numbers that a double holds; none where it is valid.
///
/// Cost: memory of a few hundred bytes, whatever the text.
std::optional<size_t> find_json_error(std::string_view text);

}  // namespace eigenlake
