#pragma once

#include <string>
#include <string_view>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// Errors: kUsage for a reason that no table should hold: more than 1,000 bytes, control characters, bytes
/// that
///         are no UTF-8.
Result<> check_written_reason(std::string_view reason);
/// The same of one that must be given. Errors: kUsage also for a blank one.
Result<> check_required_reason(std::string_view reason);

/// Who calls: the name of the process's user and the machine's, "mari@lab-3".
std::string caller_name();

}  // namespace eigenlake
