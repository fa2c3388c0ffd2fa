// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace eigenlake {

/// A line of at most `width` signs whose heights follow the values; of several values for one sign the last
/// counts. Equal values are all low, those that are not finite are blanks.
std::string sparkline(std::span<const double> values, size_t width, bool is_utf8);

}  // namespace eigenlake
