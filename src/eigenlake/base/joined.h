// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace eigenlake {

/// The bytes of all pieces, in order.
std::string joined(std::span<const std::string_view> pieces);

/// For messages: "a, b, c", and of more than ten "… and 3 more".
std::string listed(std::span<const std::string_view> names);

}  // namespace eigenlake
