// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/molecule.h"

#include <cmath>
#include <map>
#include <numeric>

#include "eigenlake/base/assert.h"
#include "eigenlake/chem/atom_label.h"
#include "eigenlake/chem/elements.h"
#include "eigenlake/chem/molecule_text.h"

namespace eigenlake {
namespace {

constexpr double kMinDistanceAngstrom = 0.1;
constexpr double kMaxCoordinate = 1e6;  // Beyond it, differences of coordinates lose what matters.
constexpr size_t kMaxAtoms = 10'000;

Result<> validate_symbols(const Molecule& molecule) {
  if (molecule.symbols.empty())
    return fail(ErrorKind::kInvalidInput, "a molecule must have at least one atom");
  if (molecule.num_atoms() > kMaxAtoms)
    return fail(ErrorKind::kInvalidInput, "a molecule must have at most {} atoms, got {}", kMaxAtoms,
                molecule.num_atoms());
  for (size_t i = 0; i < molecule.num_atoms(); ++i) {
    const std::string& symbol = molecule.symbols[i];
    if (!atomic_number_of(symbol))
      return fail(ErrorKind::kInvalidInput, "atom {}: {}", i, unknown_element_message(symbol));
  }
  return {};
}

Result<> validate_shapes(const Molecule& molecule) {
  const size_t num_atoms = molecule.num_atoms();
  if (molecule.coords.size() != num_atoms)
    return fail(ErrorKind::kInvalidInput, "expected {} coordinate triples, one for each symbol, found {}",
                num_atoms, molecule.coords.size());
  if (molecule.masses && molecule.masses->size() != num_atoms)
    return fail(ErrorKind::kInvalidInput, "expected {} masses, one for each symbol, found {}", num_atoms,
                molecule.masses->size());
  if (molecule.units != "angstrom" && molecule.units != "bohr")
    return fail(ErrorKind::kInvalidInput, "units must be \"angstrom\" or \"bohr\", got {}",
                quoted_text(molecule.units));
  for (size_t i = 0; i < num_atoms; ++i)
    for (size_t k = 0; k < 3; ++k)
      if (!std::isfinite(molecule.coords[i][k]))
        return fail(ErrorKind::kInvalidInput, "atom {} ({}): coordinate {} must be finite, got {}", i,
                    molecule.symbols[i], "xyz"[k], molecule.coords[i][k]);
  for (size_t i = 0; i < num_atoms; ++i)
    for (size_t k = 0; k < 3; ++k)
      if (std::abs(molecule.coords[i][k]) > kMaxCoordinate)
        return fail(ErrorKind::kInvalidInput, "atom {} ({}): coordinates must be at most {:g} {}, got {:g}",
                    i, molecule.symbols[i], kMaxCoordinate, molecule.units, molecule.coords[i][k]);
  return {};
}

double distance(const std::array<double, 3>& a, const std::array<double, 3>& b) {
  return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

Result<> validate_distances(const Molecule& molecule) {
  const auto positions = molecule.positions_bohr();
  for (size_t i = 0; i < positions.size(); ++i)
    for (size_t j = 0; j < i; ++j) {
      const double angstrom = distance(positions[i], positions[j]) * kAngstromPerBohr;
      if (!(angstrom >= kMinDistanceAngstrom))
        return fail(ErrorKind::kInvalidInput,
                    "atoms {} ({}) and {} ({}): distance must be at least {} Å, got {:.6g} Å", j,
                    molecule.symbols[j], i, molecule.symbols[i], kMinDistanceAngstrom, angstrom);
    }
  return {};
}

int64_t num_protons(const Molecule& molecule) {
  const auto numbers = molecule.atomic_numbers();
  return std::accumulate(numbers.begin(), numbers.end(), int64_t{0});
}

Result<> validate_electrons(const Molecule& molecule) {
  const int64_t protons = num_protons(molecule);
  const int64_t electrons = protons - molecule.charge;
  if (electrons < 1 || electrons > 10 * protons)
    return fail(
        ErrorKind::kInvalidInput,
        "charge {} must leave at least one electron and at most ten for each proton, got {} electrons "
        "for {} protons",
        molecule.charge, electrons, protons);
  if (!has_possible_multiplicity(molecule))
    return fail(ErrorKind::kInvalidInput, "multiplicity of {} electrons must be {}, {}, …, got {}", electrons,
                electrons % 2 + 1, electrons % 2 + 3, molecule.multiplicity);
  return {};
}

}  // namespace

std::vector<int> Molecule::atomic_numbers() const {
  std::vector<int> numbers;
  numbers.reserve(symbols.size());
  for (const std::string& symbol : symbols) {
    const std::optional<int> number = atomic_number_of(symbol);
    EIGENLAKE_ASSERT(number.has_value());
    numbers.push_back(*number);
  }
  return numbers;
}

std::vector<std::array<double, 3>> Molecule::positions_bohr() const {
  const double scale = units == "bohr" ? 1.0 : 1.0 / kAngstromPerBohr;
  auto positions = coords;
  for (auto& position : positions)
    for (double& x : position) x *= scale;
  return positions;
}

int Molecule::num_electrons() const {
  const auto numbers = atomic_numbers();
  return std::accumulate(numbers.begin(), numbers.end(), -charge);
}

int Molecule::num_alpha() const {
  return (num_electrons() + multiplicity - 1) / 2;
}

int Molecule::num_beta() const {
  return num_electrons() - num_alpha();
}

std::string Molecule::molecule_name() const {
  std::string joined;
  for (const std::string& symbol : symbols) joined += symbol;
  return joined;
}

std::string Molecule::display_name() const {
  return name.empty() ? hill_formula(symbols) : name;
}

std::string hill_formula(std::span<const std::string> symbols) {
  std::map<std::string, int> counts;
  for (const std::string& symbol : symbols) ++counts[symbol];
  std::string formula;
  const auto append = [&](const std::string& symbol) {
    const auto found = counts.find(symbol);
    if (found == counts.end()) return;
    formula += symbol;
    if (found->second > 1) formula += std::to_string(found->second);
    counts.erase(found);
  };
  if (counts.contains("C")) {
    append("C");
    append("H");
  }
  while (!counts.empty()) append(std::string(counts.begin()->first));
  return formula;
}

bool has_possible_multiplicity(const Molecule& molecule) {
  const int64_t electrons = num_protons(molecule) - molecule.charge;
  const int64_t unpaired = int64_t{molecule.multiplicity} - 1;
  return unpaired >= 0 && unpaired <= electrons && (electrons - unpaired) % 2 == 0;
}

Result<> validate(const Molecule& molecule) {
  EIGENLAKE_RETURN_IF_ERROR(validate_symbols(molecule));
  EIGENLAKE_RETURN_IF_ERROR(validate_shapes(molecule));
  EIGENLAKE_RETURN_IF_ERROR(validate_distances(molecule));
  return validate_electrons(molecule);
}

double nuclear_repulsion_energy(const Molecule& molecule) {
  const auto charges = molecule.atomic_numbers();
  const auto positions = molecule.positions_bohr();
  double energy = 0.0;
  for (size_t i = 0; i < positions.size(); ++i)
    for (size_t j = 0; j < i; ++j) energy += charges[i] * charges[j] / distance(positions[i], positions[j]);
  return energy;
}

}  // namespace eigenlake
