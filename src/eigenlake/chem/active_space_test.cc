// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/active_space.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/chem/mp2.h"
#include "eigenlake/chem/testing/test_molecules.h"

namespace eigenlake {
namespace {

using testing::HasSubstr;

std::string error_of(const Molecule& molecule, const ActiveSpaceOptions& options,
                     ScfMethod method = ScfMethod::kAuto) {
  const auto result =
      build_molecular_hamiltonian(molecule, test_scf(molecule, "sto3g", {.method = method}), options);
  return result ? "" : result.error().message;
}

ActiveSpaceOptions active(int electrons, int orbitals) {
  return {.frozen_core = false, .active_space = ActiveSpace{electrons, orbitals}};
}

TEST(ActiveSpace, FrozenElectronsKeepHartreeFockEnergy) {
  for (const Molecule& molecule : {test_water(), test_oh()}) {
    const double scf = test_scf(molecule, "6-31g").total_energy;
    EXPECT_NEAR(hartree_fock_total_energy(test_hamiltonian(molecule, "6-31g", {.frozen_core = true})), scf,
                1e-9);
    EXPECT_NEAR(
        hartree_fock_total_energy(test_hamiltonian(molecule, "6-31g", active(5 - molecule.multiplicity, 4))),
        scf, 1e-9);
  }
}

TEST(ActiveSpace, FrozenCoreLeavesValenceElectrons) {
  const MolecularHamiltonian h = test_hamiltonian(test_water(), "sto3g", {.frozen_core = true});
  EXPECT_EQ(h.num_orbitals, 6);
  EXPECT_EQ(h.num_alpha, 4);
  EXPECT_EQ(h.num_qubits(), 12);
  EXPECT_EQ(h.two_body.size(), 6u * 6 * 6 * 6);
}

TEST(ActiveSpace, BareCoreFreezesNothing) {
  const Molecule ion = test_molecule("1\n\nLi 0 0 0\n", 1);
  EXPECT_EQ(test_hamiltonian(ion, "6-31g", {.frozen_core = true}).num_alpha, 1);
}

TEST(ActiveSpace, IntegralsHaveTheirSymmetry) {
  const MolecularHamiltonian h = test_hamiltonian(test_water(), "sto3g");
  EXPECT_EQ(h.one_body, h.one_body.transpose());
  for (int p = 0; p < 7; ++p)
    for (int q = 0; q < 7; ++q)
      for (int r = 0; r < 7; ++r)
        for (int s = 0; s < 7; ++s) {
          EXPECT_EQ(h.eri(p, q, r, s), h.eri(q, p, r, s));
          EXPECT_NEAR(h.eri(p, q, r, s), h.eri(r, s, p, q), 1e-13);
        }
}

TEST(ActiveSpace, ImpossibleSpacesAreRejected) {
  EXPECT_THAT(error_of(test_water(), active(3, 3)), HasSubstr("got 3"));
  EXPECT_THAT(error_of(test_water(), active(12, 3)), HasSubstr("1 to 10 electrons"));
  EXPECT_THAT(error_of(test_water(), active(4, 1)), HasSubstr("2 to 4 orbitals"));
  EXPECT_THAT(error_of(test_water(), active(4, 9)), HasSubstr("got 4 electrons in 9 orbitals"));
  EXPECT_THAT(error_of(test_water(), active(0, 2)), HasSubstr("got 0"));
  EXPECT_EQ(error_of(test_oh(), active(1, 1)), "");
}

TEST(ActiveSpace, UnrestrictedOrbitalsAreRejected) {
  EXPECT_THAT(error_of(test_water(), {}, ScfMethod::kUhf), HasSubstr("got UHF"));
}

}  // namespace
}  // namespace eigenlake
