// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/integral_symmetry.h"

#include <cmath>

#include <gtest/gtest.h>

#include "eigenlake/chem/testing/test_molecules.h"

namespace eigenlake {
namespace {

/// The slow twin: counts the integrals over orbitals.
double counted_fraction(const Molecule& molecule, const char* basis) {
  const MolecularHamiltonian h = test_hamiltonian(molecule, basis);
  double nonzero = 0.0;
  for (const double integral : h.two_body) nonzero += std::abs(integral) > 1e-9;
  return nonzero / static_cast<double>(h.two_body.size());
}

double fraction_of(const Molecule& molecule, const char* basis) {
  return nonzero_integral_fraction(molecule, test_basis(molecule, basis));
}

TEST(IntegralSymmetry, ShareIsThatOfTheIntegralsOverOrbitals) {
  EXPECT_NEAR(fraction_of(test_water(), "6-31g"), counted_fraction(test_water(), "6-31g"), 1e-3);
  const Molecule bent = test_molecule("3\n\nO 0 0 0\nH 0 0.8 -0.5\nF 0.1 -0.9 -0.4\n");
  EXPECT_NEAR(fraction_of(bent, "sto3g"), counted_fraction(bent, "sto3g"), 1e-3);
}

TEST(IntegralSymmetry, LinearMoleculesHaveAFewMoreZeros) {
  for (const Molecule& molecule : {test_lih(), test_molecule("2\n\nN 0 0 0\nN 0 0 1.1\n")}) {
    const double share = fraction_of(molecule, "cc-pvdz"), counted = counted_fraction(molecule, "cc-pvdz");
    EXPECT_LE(counted, share + 1e-3);
    EXPECT_GT(counted, 0.7 * share);
  }
}

TEST(IntegralSymmetry, MoleculeWithoutReflectionKeepsAllIntegrals) {
  const Molecule twisted = test_molecule("4\n\nN 0 0 0\nF 1.1 0.2 0\nCl -0.3 1.4 0.1\nH 0.2 -0.4 0.8\n");
  EXPECT_EQ(fraction_of(twisted, "sto3g"), 1.0);
}

}  // namespace
}  // namespace eigenlake
