// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// Errors: kUsage for a text that no table should hold: more than `bytes_max`, control characters, no UTF-8.
Result<> check_text(std::string_view what, std::string_view text, size_t bytes_max);

Result<> check_written_reason(std::string_view reason);   ///< At most 1,000 bytes.
Result<> check_required_reason(std::string_view reason);  ///< Also not blank.

/// User and machine of the process: "mari@lab-3".
std::string caller_name();

}  // namespace eigenlake
