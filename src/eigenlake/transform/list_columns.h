#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/transform/row_columns.h"

namespace eigenlake {

/// One list per row; null where the optional is empty.
ArrayPtr string_lists(std::span<const std::optional<std::vector<std::string>>> values);
ArrayPtr double_lists(std::span<const std::optional<std::vector<double>>> values);
ArrayPtr long_lists(std::span<const std::optional<std::vector<int64_t>>> values);

/// One list of lists per row.
ArrayPtr double_list_lists(std::span<const std::vector<std::vector<double>>> values);

}  // namespace eigenlake
