// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/export/molden.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/chem/export/turned_orbitals.h"
#include "eigenlake/chem/testing/test_molecules.h"

namespace eigenlake {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string molden_text(const Molecule& molecule, std::string_view basis, const ScfResult& scf) {
  std::string text;
  const auto append = [&](std::string_view piece) -> Result<> {
    text += piece;
    return {};
  };
  EXPECT_TRUE(write_molden(molecule, test_basis(molecule, basis), scf, append));
  return text;
}

struct ReadOrbital {
  std::string spin;
  double energy = 0.0;
  double occupation = 0.0;
  std::vector<double> coefficients;
};

std::vector<ReadOrbital> read_orbitals(const std::string& text) {
  std::vector<ReadOrbital> orbitals;
  std::istringstream lines(text.substr(text.find("[MO]\n") + 5));
  for (std::string word; lines >> word;) {
    if (word == "Sym=") {
      orbitals.emplace_back();
      lines >> word;
    } else if (word == "Ene=") {
      lines >> orbitals.back().energy;
    } else if (word == "Spin=") {
      lines >> orbitals.back().spin;
    } else if (word == "Occup=") {
      lines >> orbitals.back().occupation;
    } else {
      lines >> orbitals.back().coefficients.emplace_back();
      EXPECT_EQ(word, std::to_string(orbitals.back().coefficients.size()));
    }
  }
  return orbitals;
}

TEST(Molden, AtomsKeepInputPositions) {
  const Molecule molecule = test_molecule("2\n\nH 1 2 3\nLi 1 2 4.5949\n");
  const std::string text = molden_text(molecule, "sto3g", test_scf(molecule, "sto3g"));
  EXPECT_THAT(text, StartsWith("[Molden Format]\n[Atoms] AU\nH      1    1"));
  double place[6];
  ASSERT_EQ(std::sscanf(text.c_str(), "[Molden Format]\n[Atoms] AU\nH 1 1 %lf %lf %lf\nLi 2 3 %lf %lf %lf",
                        place, place + 1, place + 2, place + 3, place + 4, place + 5),
            6);
  EXPECT_NEAR(place[0], 1.0 / kAngstromPerBohr, 1e-14);
  EXPECT_NEAR(place[5], 4.5949 / kAngstromPerBohr, 1e-14);
}

TEST(Molden, FunctionsOfShellFollowFormatOrder) {
  // Neon in cc-pVQZ has s to g; the file's row k has to be our row of the same m, which counts −l … l.
  const Molecule neon = test_molecule("1\n\nNe 0 0 0\n");
  ScfResult scf = test_scf(neon, "cc-pvqz");
  const auto rows = static_cast<int>(scf.mo_coefficients.rows());
  scf.mo_coefficients.col(0) = Eigen::VectorXd::LinSpaced(rows, 0.0, rows - 1.0);  // each row its number
  const std::vector<double> written = read_orbitals(molden_text(neon, "cc-pvqz", scf))[0].coefficients;
  ASSERT_EQ(written.size(), 55u);  // 5s 4p 3d 2f 1g
  const auto expect_shell = [&](int first, const std::vector<int>& rows) {
    for (size_t k = 0; k < rows.size(); ++k)
      EXPECT_NEAR(written[static_cast<size_t>(first) + k], first + rows[k], 1e-12) << first << " " << k;
  };
  const int p = 5, d = p + 12, f = d + 15, g = f + 14;
  expect_shell(p, {0, 1, 2});
  expect_shell(d, {2, 3, 1, 4, 0});
  expect_shell(f, {3, 4, 2, 5, 1, 6, 0});
  expect_shell(g, {4, 5, 3, 6, 2, 7, 1, 8, 0});
}

TEST(Molden, ContractionsUseNormalisedPrimitives) {
  const Molecule hydrogen = test_molecule("2\n\nH 0 0 0\nH 0 0 0.7414\n");
  const std::string text = molden_text(hydrogen, "sto3g", test_scf(hydrogen, "sto3g"));
  int primitives = 0;
  double numbers[6];
  ASSERT_EQ(
      std::sscanf(text.c_str() + text.find("[GTO]"), "[GTO]\n 1 0\n s %d 1.00\n%lf %lf %lf %lf %lf %lf",
                  &primitives, numbers, numbers + 1, numbers + 2, numbers + 3, numbers + 4, numbers + 5),
      7);
  EXPECT_EQ(primitives, 3);
  // Hehre, Stewart & Pople, J. Chem. Phys. 51, 2657 (1969), scaled by 1.24.
  EXPECT_NEAR(numbers[0], 3.42525091, 1e-8);
  EXPECT_NEAR(numbers[1], 0.15432897, 1e-7);
  EXPECT_NEAR(numbers[5], 0.44463454, 1e-7);
}

TEST(Molden, UhfWritesAlphaThenBetaOrbitals) {
  const ScfResult scf = test_scf(test_oh(), "sto3g", {.method = ScfMethod::kUhf});
  const auto orbitals = read_orbitals(molden_text(test_oh(), "sto3g", scf));
  ASSERT_EQ(orbitals.size(), 12u);
  EXPECT_EQ(orbitals[5].spin, "Alpha");
  EXPECT_EQ(orbitals[6].spin, "Beta");
  EXPECT_NEAR(orbitals[6].energy, scf.orbital_energies_beta[0], 1e-11);
  double alpha = 0.0, beta = 0.0;
  for (const ReadOrbital& orbital : orbitals) (orbital.spin == "Alpha" ? alpha : beta) += orbital.occupation;
  EXPECT_EQ(alpha, 5.0);
  EXPECT_EQ(beta, 4.0);
}

TEST(Molden, RohfOpenOrbitalsAreSinglyOccupied) {
  const auto orbitals = read_orbitals(molden_text(test_oh(), "sto3g", test_scf(test_oh(), "sto3g")));
  std::vector<double> occupations;
  for (const ReadOrbital& orbital : orbitals) occupations.push_back(orbital.occupation);
  EXPECT_THAT(occupations, testing::ElementsAre(2, 2, 2, 2, 1, 0));
}

TEST(Molden, CoefficientsRoundTripExactly) {
  const ScfResult scf = test_scf(test_water(), "6-31g");
  const auto orbitals = read_orbitals(molden_text(test_water(), "6-31g", scf));
  const Eigen::MatrixXd expected =
      orbitals_of_input(standard_frame(test_water()), scf.integrals->labels, scf.mo_coefficients);
  for (size_t i = 0; i < orbitals.size(); ++i)
    for (size_t k = 0; k < orbitals[i].coefficients.size(); ++k)
      EXPECT_EQ(orbitals[i].coefficients[k],
                expected(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(i)));
}

TEST(Molden, FunctionsBeyondGAreRejectedByName) {
  const auto refused = check_molden_basis(test_basis(test_molecule("1\n\nNe 0 0 0\n"), "cc-pv5z"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnsupported);
  EXPECT_THAT(refused.error().message, HasSubstr("h functions of Ne in cc-pv5z"));
  EXPECT_TRUE(check_molden_basis(test_basis(test_water(), "cc-pvqz")));
}

}  // namespace
}  // namespace eigenlake
