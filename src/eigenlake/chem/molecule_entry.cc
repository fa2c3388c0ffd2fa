#include "eigenlake/chem/molecule_entry.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "eigenlake/chem/elements.h"

namespace eigenlake {

std::string place_of_molecule(std::string_view source, size_t index, std::string_view name) {
  if (name.empty()) return fmt::format("{}, molecule {}", source, index);
  return fmt::format("{}, molecule {} ({})", source, index, name.substr(0, 64));
}

std::unexpected<Error> at_place(Error error, std::string_view place) {
  error.message = fmt::format("{}: {}", place, error.message);
  return std::unexpected(std::move(error));
}

std::string canonical_units(std::string_view units) {
  constexpr std::array kAngstrom = std::to_array<std::string_view>(
      {"angstrom", "angstroms", "ang", "a", "å", "Å", "ångström", "Ångström"});
  constexpr std::array kBohr =
      std::to_array<std::string_view>({"bohr", "bohrs", "b", "au", "a.u.", "atomic"});
  std::string lower(units);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return c < 128 ? std::tolower(c) : c; });
  if (std::ranges::find(kAngstrom, lower) != kAngstrom.end()) return "angstrom";
  if (std::ranges::find(kBohr, lower) != kBohr.end()) return "bohr";
  return std::string(units);
}

Result<Molecule> finish_molecule(Molecule molecule, std::string_view source, size_t index) {
  for (std::string& symbol : molecule.symbols)
    if (const auto number = atomic_number_of(symbol)) symbol = element_symbol(*number);
  molecule.units = canonical_units(molecule.units);
  if (auto valid = validate(molecule); !valid)
    return at_place(std::move(valid).error(), place_of_molecule(source, index, molecule.name));
  return molecule;
}

}  // namespace eigenlake
