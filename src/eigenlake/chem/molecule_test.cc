// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/molecule.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/chem/elements.h"

namespace eigenlake {
namespace {

using testing::HasSubstr;

Molecule water() {
  Molecule molecule;
  molecule.symbols = {"O", "H", "H"};
  molecule.coords = {{0.0, 0.0, 0.1173}, {0.0, 0.7572, -0.4692}, {0.0, -0.7572, -0.4692}};
  return molecule;
}

std::string error_of(const Molecule& molecule) {
  const auto result = validate(molecule);
  return result ? "" : result.error().message;
}

TEST(Elements, SymbolsAreFoundInAnyCase) {
  EXPECT_EQ(atomic_number_of("He"), 2);
  EXPECT_EQ(atomic_number_of("OG"), 118);
  EXPECT_FALSE(atomic_number_of(""));
  EXPECT_FALSE(atomic_number_of("Xx"));
}

TEST(Elements, CoreIsPreviousNobleGas) {
  EXPECT_EQ(num_core_orbitals(2), 0);
  EXPECT_EQ(num_core_orbitals(8), 1);
  EXPECT_EQ(num_core_orbitals(17), 5);
  EXPECT_EQ(num_core_orbitals(35), 14);
}

TEST(Molecule, ElectronsSplitByMultiplicity) {
  Molecule oxygen;
  oxygen.symbols = {"O", "O"};
  oxygen.multiplicity = 3;
  EXPECT_EQ(oxygen.num_electrons(), 16);
  EXPECT_EQ(oxygen.num_alpha(), 9);
  EXPECT_EQ(oxygen.num_beta(), 7);
}

TEST(Molecule, NameJoinsSymbolsAndDisplayNameIsFormula) {
  EXPECT_EQ(water().molecule_name(), "OHH");
  EXPECT_EQ(water().display_name(), "H2O");
  Molecule named = water();
  named.name = "ice";
  EXPECT_EQ(named.display_name(), "ice");
}

TEST(Molecule, BohrCoordinatesAreNotConverted) {
  Molecule molecule = water();
  molecule.units = "bohr";
  EXPECT_EQ(molecule.positions_bohr(), molecule.coords);
}

TEST(ValidateMolecule, AcceptsWater) {
  EXPECT_EQ(error_of(water()), "");
}

TEST(ValidateMolecule, NamesUnknownElementAndNearest) {
  Molecule molecule = water();
  molecule.symbols[1] = "Hx";
  EXPECT_THAT(error_of(molecule), HasSubstr("atom 1: unknown element \"Hx\"; the nearest is \"H\""));
}

TEST(ValidateMolecule, RejectsCoordinatesThatAreNotFinite) {
  Molecule molecule = water();
  molecule.coords[2][1] = std::numeric_limits<double>::infinity();
  EXPECT_THAT(error_of(molecule), HasSubstr("atom 2 (H): coordinate y must be finite, got inf"));
}

TEST(ValidateMolecule, RejectsDifferentCounts) {
  Molecule molecule = water();
  molecule.coords.pop_back();
  EXPECT_THAT(error_of(molecule), HasSubstr("expected 3 coordinate triples, one for each symbol, found 2"));
  molecule = water();
  molecule.masses = {{16.0}};
  EXPECT_THAT(error_of(molecule), HasSubstr("expected 3 masses, one for each symbol, found 1"));
}

TEST(ValidateMolecule, RejectsTouchingAtoms) {
  Molecule molecule = water();
  molecule.coords[2] = molecule.coords[1];
  molecule.coords[2][0] += 0.0999;
  EXPECT_THAT(error_of(molecule), HasSubstr("atoms 1 (H) and 2 (H): distance must be at least 0.1 Å"));
  molecule.coords[2][0] += 0.0002;
  EXPECT_EQ(error_of(molecule), "");
}

TEST(ValidateMolecule, RejectsImpossibleMultiplicities) {
  Molecule molecule = water();
  for (const int impossible : {-1, 0, 2, 4, 13}) {
    molecule.multiplicity = impossible;
    EXPECT_THAT(error_of(molecule), HasSubstr("multiplicity of 10 electrons must be 1, 3, …")) << impossible;
  }
  for (const int possible : {1, 3, 11}) {
    molecule.multiplicity = possible;
    EXPECT_EQ(error_of(molecule), "") << possible;
  }
}

TEST(ValidateMolecule, RejectsMoleculeWithoutElectrons) {
  Molecule molecule = water();
  molecule.charge = 10;
  EXPECT_THAT(error_of(molecule), HasSubstr("charge 10 must leave at least one electron"));
}

TEST(NuclearRepulsion, TwoProtonsRepelByInverseDistance) {
  Molecule molecule;
  molecule.symbols = {"H", "H"};
  molecule.coords = {{0.0, 0.0, 0.0}, {0.0, 0.0, 2.0}};
  molecule.units = "bohr";
  EXPECT_DOUBLE_EQ(nuclear_repulsion_energy(molecule), 0.5);
}

}  // namespace
}  // namespace eigenlake
