// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eigenlake {

/// A JSON document that the parser accepts.
struct StandardJson {
  std::string text;
  std::vector<size_t> insertions;  ///< Places in `text` of the added bytes, sorted.

  /// The place in the document of a place in `text`.
  size_t place_in_document(size_t place) const {
    return place - static_cast<size_t>(std::ranges::lower_bound(insertions, place) - insertions.begin());
  }
};

/// The document with the bare words NaN, Infinity and -Infinity in quotes, and with an exponent after
/// integers that may be too long for 64 bits, which are doubles without a point. None if it has neither.
std::optional<StandardJson> standard_json(std::string_view document);

}  // namespace eigenlake
