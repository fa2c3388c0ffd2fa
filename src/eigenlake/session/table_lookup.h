#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/lake/lake.h"

namespace eigenlake {

/// Every table of the namespace, ours first, whether they exist yet or not, and whether those of other
/// engines can be read or not. Errors: kStore.
Result<std::vector<std::string>> all_table_names(const Lake& lake);

/// The name of a table of ours or of one that lies in the lake, checked; of ours alone without a lake.
/// Errors: kUsage with the nearest name.
Result<std::string> known_table(std::string_view name, const Result<Lake>& lake);
/// The same of names between commas, each once.
Result<std::vector<std::string>> known_tables(std::string_view list, const Result<Lake>& lake);

}  // namespace eigenlake
