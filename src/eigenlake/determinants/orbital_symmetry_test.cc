// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/orbital_symmetry.h"

#include "tests/oracle/test_determinants.h"
#include <gtest/gtest.h>

#include "eigenlake/chem/testing/test_molecules.h"

namespace eigenlake {
namespace {

/// Two labellings are the same where equal labels are, up to one common factor and the choice of generators:
/// the products of pairs tell.
void expect_same_pairs(const std::vector<Irrep>& found, const std::vector<Irrep>& expected) {
  for (size_t p = 0; p < found.size(); ++p)
    for (size_t q = 0; q < p; ++q)
      EXPECT_EQ(found[p] == found[q], expected[p] == expected[q]) << p << " " << q;
}

TEST(OrbitalSymmetry, RandomIntegralsHaveNone) {
  const OrbitalSymmetry symmetry = find_orbital_symmetry(oracle::random_hamiltonian(5, 2, 2, 1));
  EXPECT_EQ(symmetry.num_irreps, 1);
  EXPECT_EQ(symmetry.irreps, std::vector<Irrep>(5, 0));
}

TEST(OrbitalSymmetry, IrrepsFollowIntegrals) {
  for (const auto& [irreps, count] : {std::pair{std::vector<Irrep>{0, 1, 0, 0, 1, 1}, 2},
                                      {{0, 1, 2, 3, 0, 1}, 4},
                                      {{0, 1, 2, 4, 7, 6, 0, 3}, 8},
                                      {{5, 5, 5, 0, 0}, 2}}) {
    const OrbitalSymmetry symmetry = find_orbital_symmetry(symmetric_hamiltonian(irreps, 2, 2, 3));
    EXPECT_EQ(symmetry.num_irreps, count);
    expect_same_pairs(symmetry.irreps, irreps);
  }
}

TEST(OrbitalSymmetry, NoForbiddenIntegralIsLeft) {
  const std::vector<Irrep> irreps = {0, 1, 2, 4, 7, 6, 0, 3};
  const MolecularHamiltonian h = symmetric_hamiltonian(irreps, 3, 3, 5);
  const std::vector<Irrep> found = find_orbital_symmetry(h).irreps;
  for (int p = 0; p < 8; ++p)
    for (int q = 0; q < 8; ++q)
      for (int r = 0; r < 8; ++r)
        for (int s = 0; s < 8; ++s) {
          if ((found[p] ^ found[q] ^ found[r] ^ found[s]) != 0) {
            EXPECT_EQ(h.eri(p, q, r, s), 0.0);
          }
        }
}

TEST(OrbitalSymmetry, OneIntegralBreaksIt) {
  MolecularHamiltonian h = symmetric_hamiltonian({0, 1, 0, 0, 1, 1}, 2, 2, 3);
  h.one_body(0, 1) = h.one_body(1, 0) = 1e-11;  // rounding
  EXPECT_EQ(find_orbital_symmetry(h).num_irreps, 2);
  h.one_body(0, 1) = h.one_body(1, 0) = 1e-9;
  EXPECT_EQ(find_orbital_symmetry(h).num_irreps, 1);
}

TEST(OrbitalSymmetry, SeparateElectronsHaveAtMostEightIrreps) {
  MolecularHamiltonian h = oracle::random_hamiltonian(6, 2, 2, 1);
  h.one_body = Eigen::MatrixXd(h.one_body.diagonal().asDiagonal());
  std::ranges::fill(h.two_body, 0.0);
  const OrbitalSymmetry symmetry = find_orbital_symmetry(h);
  EXPECT_EQ(symmetry.num_irreps, 8);
  for (const Irrep irrep : symmetry.irreps) EXPECT_LT(irrep, 8);
}

TEST(OrbitalSymmetry, AgreesWithMolecule) {
  const auto count = [](const Molecule& molecule) {
    return find_orbital_symmetry(test_hamiltonian(molecule, "sto3g")).num_irreps;
  };
  EXPECT_EQ(count(test_molecule("2\n\nN 0 0 0\nN 0 0 1.0977\n")), 8);
  EXPECT_EQ(count(test_water()), 4);
  EXPECT_EQ(count(test_lih()), 4);
  EXPECT_EQ(count(test_molecule("4\n\nH 0 0 0\nH 0 0 1\nH 0 0 2\nH 0 0 3\n")), 2);
  EXPECT_EQ(count(test_molecule("4\n\nH 0 0 0\nH 0 0.3 1\nH 0.4 0 2\nH 0 0 3\n")), 1);
}

}  // namespace
}  // namespace eigenlake
