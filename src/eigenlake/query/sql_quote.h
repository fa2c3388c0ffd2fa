#pragma once

#include <string>
#include <string_view>

namespace eigenlake {

/// "name" with inner quotes doubled.
std::string quote_identifier(std::string_view name);
/// 'text' with inner quotes doubled.
std::string quote_literal(std::string_view text);

}  // namespace eigenlake
