// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/molecule_entry.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "eigenlake/chem/atom_label.h"
#include "eigenlake/chem/elements.h"
#include "eigenlake/chem/molecule_text.h"

namespace eigenlake {
namespace {

double mass_of(const AtomLabel& nucleus) {
  if (nucleus.mass_number == 2) return kDeuteriumMass;
  if (nucleus.mass_number == 3) return kTritiumMass;
  return standard_atomic_weight(nucleus.atomic_number);
}

/// Writes published symbols. D and T set their mass, where the file gives none.
Result<> read_labels(Molecule& molecule) {
  std::vector<double> masses;
  bool has_isotopes = false;
  for (size_t i = 0; i < molecule.num_atoms(); ++i) {
    auto nucleus = read_atom_label(molecule.symbols[i]);
    if (!nucleus) return at_place(std::move(nucleus).error(), fmt::format("atom {}", i));
    molecule.symbols[i] = element_symbol(nucleus->atomic_number);
    masses.push_back(mass_of(*nucleus));
    has_isotopes = has_isotopes || nucleus->mass_number != 0;
  }
  if (has_isotopes && !molecule.masses) molecule.masses = std::move(masses);
  return {};
}

/// 1 for an even and 2 for an odd number of electrons.
int lowest_multiplicity(const Molecule& molecule) {
  int64_t num_electrons = -static_cast<int64_t>(molecule.charge);
  for (const int number : molecule.atomic_numbers()) num_electrons += number;
  return num_electrons % 2 == 0 ? 1 : 2;
}

/// Explains an impossible number of electrons that the file gives in another way than by plain keys.
std::string origin_of_electrons(const StatedProperties& stated) {
  const std::string& words = stated.multiplicity.words();
  if (words.find("spin") != words.npos)
    return fmt::format("; the file says {}, and spin counts unpaired electrons: multiplicity is spin + 1",
                       words);
  return words.starts_with("the comment line") ? fmt::format("; {} gives charge and multiplicity", words)
                                               : "";
}

Result<> complete(MoleculeDraft& draft) {
  Molecule& molecule = draft.molecule;
  const StatedProperties& stated = draft.stated;
  EIGENLAKE_RETURN_IF_ERROR(read_labels(molecule));
  molecule.units = stated.units.value().value_or("angstrom");
  molecule.charge = stated.charge.value().value_or(0);
  molecule.basis = stated.basis.value();
  molecule.multiplicity = stated.multiplicity.value().value_or(lowest_multiplicity(molecule));
  auto valid = validate(molecule);
  if (!valid && !has_possible_multiplicity(molecule)) valid.error().message += origin_of_electrons(stated);
  return valid;
}

}  // namespace

std::string place_of_molecule(std::string_view source, size_t index, std::string_view name) {
  if (name.empty()) return fmt::format("{}, molecule {}", source, index);
  return fmt::format("{}, molecule {} ({})", source, index, visible_text(name, 64));
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
  const std::string lower = lower_case_ascii(units);
  if (std::ranges::find(kAngstrom, lower) != kAngstrom.end()) return "angstrom";
  if (std::ranges::find(kBohr, lower) != kBohr.end()) return "bohr";
  return std::string(units);
}

Result<Molecule> finish_molecule(MoleculeDraft draft, std::string_view source, size_t index) {
  if (auto complete_draft = complete(draft); !complete_draft)
    return at_place(std::move(complete_draft).error(), place_of_molecule(source, index, draft.molecule.name));
  return std::move(draft.molecule);
}

}  // namespace eigenlake
