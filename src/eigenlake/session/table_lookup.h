// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/lake/lake.h"

namespace eigenlake {

/// Every table of the namespace, ours first, including ours that do not exist yet and unreadable ones of
/// other engines. Errors: kStore.
Result<std::vector<std::string>> all_table_names(const Lake& lake);

/// The bare name of one of our tables or of another one in the lake. Errors: kUsage with the nearest name.
Result<std::string> known_table(std::string_view name, const Result<Lake>& lake);
/// The same for names separated by commas, without repetitions.
Result<std::vector<std::string>> known_tables(std::string_view list, const Result<Lake>& lake);

}  // namespace eigenlake
