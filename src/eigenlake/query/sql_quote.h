// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace eigenlake {

/// The text between two marks, with inner ones doubled.
inline std::string quoted(std::string_view text, char mark) {
  std::string result(1, mark);
  for (const char c : text) result.append(c == mark ? 2 : 1, c);
  return result + mark;
}

inline std::string quote_identifier(std::string_view name) {
  return quoted(name, '"');
}
inline std::string quote_literal(std::string_view text) {
  return quoted(text, '\'');
}

}  // namespace eigenlake
