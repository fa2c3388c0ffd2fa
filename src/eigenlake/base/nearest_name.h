// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace eigenlake {

/// Number of single-character insertions, deletions and replacements that turn `a` into `b`, letter case
/// ignored. Source: Levenshtein (1966), by the Wagner–Fischer recurrence.
size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate closest to `name` (the first on ties), to suggest in an error message.
/// Requires: candidates is not empty.
std::string_view nearest_name(std::string_view name, std::span<const std::string_view> candidates);

/// The same where it is near: one letter in four differs, at least one, or two letters have changed places.
/// None otherwise.
std::optional<std::string_view> near_name(std::string_view name,
                                          std::span<const std::string_view> candidates);

/// "; did you mean 'NAME'?" where a candidate is near, else "": the end of an error message.
std::string did_you_mean(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace eigenlake
