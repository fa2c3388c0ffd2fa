// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// CODATA 2010, the value of the reference energies.
inline constexpr double kAngstromPerBohr = 0.52917721092;

/// A molecule as its file gives it. Coordinates stay in their own unit, because records keep them literally.
struct Molecule {
  std::string name;                           ///< As given; may be empty.
  std::vector<std::string> symbols;           ///< Published spelling ("He").
  std::vector<std::array<double, 3>> coords;  ///< In `units`.
  std::string units = "angstrom";             ///< "angstrom" or "bohr".
  int charge = 0;
  int multiplicity = 1;                       ///< 2S + 1
  std::optional<std::vector<double>> masses;  ///< Unified atomic mass units; kept for records, not used.
  std::optional<std::string> basis;           ///< Canonical name, where the file names a basis set.
  std::vector<std::string> warnings;          ///< What the reader ignored; not part of the molecule.

  size_t num_atoms() const { return symbols.size(); }
  std::vector<int> atomic_numbers() const;
  std::vector<std::array<double, 3>> positions_bohr() const;
  int num_electrons() const;  ///< Σ Z − charge
  int num_alpha() const;      ///< (num_electrons + multiplicity − 1) / 2
  int num_beta() const;
  std::string molecule_name() const;  ///< The symbols joined ("OHH"); column molecule_name of the tables.
  std::string display_name() const;   ///< `name`, or else the formula in Hill order ("H2O").
};

/// "H2O": carbon and hydrogen first where there is carbon, the other symbols by letter.
///
/// Source: E. A. Hill, J. Am. Chem. Soc. 22, 478 (1900).
std::string hill_formula(std::span<const std::string> symbols);

/// Checks what the accessors rely on; every message names the atom and the wrong value.
///
/// Errors: kInvalidInput  no atoms; unknown element (with the nearest known one); counts of symbols, coords
///                        and masses that differ; a coordinate that is not finite; unknown units; two atoms
///                        closer than 0.1 Å; no electrons; a multiplicity that the electron count cannot
///                        have.
Result<> validate(const Molecule& molecule);

/// Whether the number of electrons can have the multiplicity. Requires: all symbols are known.
bool has_possible_multiplicity(const Molecule& molecule);

/// Σ Z_A Z_B / R_AB in hartree.
double nuclear_repulsion_energy(const Molecule& molecule);

}  // namespace eigenlake
