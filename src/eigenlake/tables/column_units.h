#pragma once

#include <span>
#include <string>
#include <string_view>

namespace eigenlake {

/// The part of schemas/tables.json about all tables; for people and for dataset cards.

/// The unit of a column, the same in every table: "hartree"; "coordinate_units" where that column has it;
/// empty for plain numbers and text.
std::string_view unit_of(std::string_view column);

/// Conventions for the columns of all tables, a sentence or two each, in Markdown.
std::span<const std::string> table_conventions();

}  // namespace eigenlake
