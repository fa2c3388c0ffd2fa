#pragma once

#include <span>
#include <string>
#include <string_view>

namespace eigenlake {

/// The bytes of all pieces, in order.
std::string joined(std::span<const std::string_view> pieces);

}  // namespace eigenlake
