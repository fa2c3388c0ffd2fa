// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace eigenlake {

/// True when `text` is well-formed UTF-8: no surrogates, no overlong forms, nothing above U+10FFFF.
bool is_valid_utf8(std::string_view text);

}  // namespace eigenlake
