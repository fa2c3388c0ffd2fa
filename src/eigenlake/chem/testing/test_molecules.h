// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <gtest/gtest.h>

#include "eigenlake/chem/active_space.h"
#include "eigenlake/chem/basis_set.h"
#include "eigenlake/chem/molecule_reader.h"
#include "eigenlake/chem/scf.h"

namespace eigenlake {

/// Small molecules for tests of this module. Coordinates in ångström.
inline Molecule test_molecule(std::string_view xyz, int charge = 0, int multiplicity = 1) {
  const auto molecules = parse_molecules_xyz(xyz, "test", {.charge = charge, .multiplicity = multiplicity});
  EXPECT_TRUE(molecules && molecules->front()) << "bad molecule of a test";
  return *molecules->front();
}

inline Molecule test_water() {
  return test_molecule("3\n\nO 0 0 0.1173\nH 0 0.7572 -0.4692\nH 0 -0.7572 -0.4692\n");
}
inline Molecule test_lih() {
  return test_molecule("2\n\nLi 0 0 0\nH 0 0 1.5949\n");
}
inline Molecule test_oh() {
  return test_molecule("2\n\nO 0 0 0\nH 0 0 0.9697\n", 0, 2);
}

inline BasisSet test_basis(const Molecule& molecule, std::string_view name) {
  const auto basis = load_basis_set(name, molecule.atomic_numbers());
  EXPECT_TRUE(basis) << basis.error().to_string();
  return *basis;
}

inline ScfResult test_scf(const Molecule& molecule, std::string_view basis, const ScfOptions& options = {}) {
  auto result = run_scf(molecule, test_basis(molecule, basis), options);
  EXPECT_TRUE(result) << result.error().to_string();
  return result ? *std::move(result) : std::remove_cvref_t<decltype(*result)>{};
}

inline MolecularHamiltonian test_hamiltonian(const Molecule& molecule, std::string_view basis,
                                             const ActiveSpaceOptions& options = {}) {
  auto result = build_molecular_hamiltonian(molecule, test_scf(molecule, basis), options);
  EXPECT_TRUE(result) << result.error().to_string();
  return result ? *std::move(result) : std::remove_cvref_t<decltype(*result)>{};
}

}  // namespace eigenlake
