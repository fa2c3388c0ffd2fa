// SPDX-License-Identifier: Apache-2.0
// FCI of molecules, from the geometry on.
#include <gtest/gtest.h>

#include "eigenlake/chem/export/testing/test_fcidump.h"
#include "eigenlake/chem/testing/test_molecules.h"
#include "eigenlake/determinants/fci.h"

namespace eigenlake {
namespace {

TEST(Fcidump, HasFciEnergyOfMolecule) {
  const auto energy = [](const MolecularHamiltonian& hamiltonian) {
    return lowest_energy(read_back(text_of(hamiltonian))).value();
  };
  for (const ActiveSpaceOptions& options :
       {ActiveSpaceOptions{}, ActiveSpaceOptions{.frozen_core = true},
        ActiveSpaceOptions{.active_space = ActiveSpace{.electrons = 4, .orbitals = 4}}}) {
    const MolecularHamiltonian hamiltonian = test_hamiltonian(test_water(), "sto3g", options);
    EXPECT_NEAR(energy(hamiltonian), lowest_energy(hamiltonian).value(), 1e-10);
  }
  EXPECT_NEAR(energy(test_hamiltonian(test_lih(), "sto3g")), -7.882403410335505, 1e-9);  // PySCF 2.14
}

TEST(ActiveSpace, LargerSpacesLowerTheFciEnergy) {
  double previous = test_scf(test_water(), "sto3g").total_energy;
  for (const auto& [electrons, orbitals] : {std::pair{2, 2}, {4, 4}, {6, 5}, {10, 7}}) {
    const ActiveSpaceOptions active{.active_space = ActiveSpace{electrons, orbitals}};
    const auto energy = lowest_energy(test_hamiltonian(test_water(), "sto3g", active));
    ASSERT_TRUE(energy);
    EXPECT_LT(*energy, previous + 1e-10);
    previous = *energy;
  }
}

}  // namespace
}  // namespace eigenlake
