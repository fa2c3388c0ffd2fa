// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/cli/settings/setting.h"

namespace eigenlake {

/// Values of one setting, and runs of one call. Checked before anything of that size is created.
inline constexpr size_t kMaxValues = 100'000;

/// The checked values of `given`. For a repeatable setting FIRST..LAST are the whole numbers from FIRST to
/// LAST, both included; others take one value, which may be given twice.
///
/// Errors: kUsage; the caller adds the origin.
Result<std::vector<std::string>> value_list(const Setting& setting, const std::vector<std::string>& given);

}  // namespace eigenlake
