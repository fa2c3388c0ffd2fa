// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/xyz_columns.h"

#include <algorithm>
#include <vector>

#include "eigenlake/base/number_parsing.h"
#include "eigenlake/chem/molecule_text.h"

namespace eigenlake {
namespace {

constexpr size_t kMaxColumns = 10'000;

struct XyzProperty {
  std::string name;  ///< In lower case.
  size_t first_column = 0;
  size_t num_columns = 0;
};

std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  for (size_t colon = text.find(':'); colon != text.npos; colon = text.find(':')) {
    parts.push_back(text.substr(0, colon));
    text.remove_prefix(colon + 1);
  }
  parts.push_back(text);
  return parts;
}

std::optional<std::vector<XyzProperty>> split_properties(std::string_view text) {
  const auto parts = parts_of(text);
  if (parts.size() % 3 != 0) return std::nullopt;
  std::vector<XyzProperty> properties;
  size_t first_column = 0;
  for (size_t i = 0; i < parts.size(); i += 3) {
    const auto count = parse_number<size_t>(parts[i + 2]);
    const bool has_type = parts[i + 1].size() == 1 && std::string_view("SIRLsirl").contains(parts[i + 1][0]);
    if (!has_type || !count || *count < 1 || *count > kMaxColumns) return std::nullopt;
    properties.push_back({lower_case_ascii(parts[i]), first_column, *count});
    first_column += *count;
  }
  return properties;
}

/// The first column of the property with that name and number of columns.
std::optional<size_t> column_of(const std::vector<XyzProperty>& properties, std::string_view name,
                                size_t num_columns) {
  for (const XyzProperty& property : properties)
    if (property.name == name && property.num_columns == num_columns) return property.first_column;
  return std::nullopt;
}

}  // namespace

size_t XyzColumns::count() const {
  return std::max({species + 1, position + 3, atomic_number.value_or(0) + 1});
}

Result<XyzColumns> read_xyz_columns(std::string_view text) {
  const auto properties = split_properties(text);
  if (!properties)
    return fail(ErrorKind::kInvalidInput,
                "Properties must be triples of name, type (S, I, R or L) and number of columns, such as "
                "species:S:1:pos:R:3, got {}",
                quoted_text(text));
  auto species = column_of(*properties, "species", 1);
  auto atomic_number = column_of(*properties, "z", 1);
  if (!atomic_number) atomic_number = column_of(*properties, "numbers", 1);
  if (!species) species = std::exchange(atomic_number, std::nullopt);
  const auto position = column_of(*properties, "pos", 3);
  if (!species || !position)
    return fail(ErrorKind::kInvalidInput, "Properties must have species:S:1 and pos:R:3, got {}",
                quoted_text(text));
  return XyzColumns{*species, *position, atomic_number, true};
}

}  // namespace eigenlake
