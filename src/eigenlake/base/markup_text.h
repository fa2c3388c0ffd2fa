// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace eigenlake {

/// The text of an element or attribute of XML or HTML.
std::string markup_text(std::string_view text);

}  // namespace eigenlake
