// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// "2025-01-31", "2025-01-31T12:00:00Z", "2025-01-31 12:00:00.5" (UTC) → milliseconds since 1970; a date
/// alone is its end. Errors: kUsage.
Result<int64_t> parse_time(std::string_view text);

}  // namespace eigenlake
