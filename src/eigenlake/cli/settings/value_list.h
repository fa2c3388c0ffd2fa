#pragma once

#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/cli/settings/setting.h"

namespace eigenlake {

/// Values of one setting, and runs of one call. Refused before anything of that size is made.
inline constexpr size_t kMaxValues = 100'000;

/// The values that `given` stands for, checked. Where the setting may be repeated, FIRST..LAST are the whole
/// numbers from FIRST to LAST, both included; others take one value, which may be said twice.
///
/// Errors: kUsage saying what was expected and found; the caller adds where it was said.
Result<std::vector<std::string>> value_list(const Setting& setting, const std::vector<std::string>& given);

}  // namespace eigenlake
