// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/scf.h"

#include <algorithm>

#include <Eigen/Geometry>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/chem/testing/test_molecules.h"

namespace eigenlake {
namespace {

using testing::HasSubstr;

constexpr double kTight = 1e-9;

Molecule moved(Molecule molecule) {
  const Eigen::Matrix3d rotation =
      (Eigen::AngleAxisd(0.7, Eigen::Vector3d(1.0, 2.0, -0.5).normalized())).toRotationMatrix();
  for (auto& position : molecule.coords) {
    const Eigen::Vector3d image =
        rotation * Eigen::Vector3d(position[0], position[1], position[2]) + Eigen::Vector3d(0.3, -1.0, 2.0);
    position = {image[0], image[1], image[2]};
  }
  return molecule;
}

Error error_of(const Molecule& molecule, std::string_view basis, const ScfOptions& options) {
  const auto result = run_scf(molecule, test_basis(molecule, basis), options);
  EXPECT_FALSE(result);
  return result ? Error{} : result.error();
}

TEST(Scf, EnergyIsInvariantUnderRotationAndTranslation) {
  for (const char* basis : {"sto3g", "6-31g*"}) {
    EXPECT_NEAR(test_scf(moved(test_water()), basis).total_energy, test_scf(test_water(), basis).total_energy,
                kTight);
  }
  EXPECT_NEAR(test_scf(moved(test_oh()), "sto3g").total_energy, test_scf(test_oh(), "sto3g").total_energy,
              kTight);
}

TEST(Scf, OrbitalsDoNotDependOnFrame) {
  // Degenerate orbitals, two of them singly occupied; a molecule that is its own mirror image but its
  // orbitals are not, so that either image may be found.
  for (const auto& [xyz, multiplicity] : {std::pair{"2\n\nN 0 0 0\nN 0 0 1.0977\n", 1},
                                          {"2\n\nO 0 0 0\nO 0 0 1.2075\n", 3},
                                          {"4\n\nH 0 0 0\nH 0 1.4 0\nH 1.4 0 0\nH 1.4 1.4 0\n", 1},
                                          {"4\n\nN 0 0 0.1128\nH 0 0.9395 -0.2632\nH 0.8137 -0.4698 -0.2632\n"
                                           "H -0.8137 -0.4698 -0.2632\n",
                                           1}}) {
    const Molecule molecule = test_molecule(xyz, 0, multiplicity);
    Molecule reordered = moved(molecule);
    std::ranges::reverse(reordered.symbols);
    std::ranges::reverse(reordered.coords);
    const ScfResult scf = test_scf(molecule, "sto3g"), turned = test_scf(reordered, "sto3g");
    EXPECT_NEAR(scf.total_energy, turned.total_energy, 1e-10) << xyz;
    EXPECT_TRUE(scf.orbital_energies.isApprox(turned.orbital_energies, 1e-8)) << xyz;
    if (multiplicity == 1) {
      EXPECT_TRUE(scf.mo_coefficients.isApprox(turned.mo_coefficients, 1e-6)) << xyz;
    }
  }
}

TEST(Scf, EnergyIsInvariantUnderAtomOrder) {
  Molecule reordered = test_water();
  std::swap(reordered.symbols[0], reordered.symbols[2]);
  std::swap(reordered.coords[0], reordered.coords[2]);
  EXPECT_NEAR(test_scf(reordered, "6-31g").total_energy, test_scf(test_water(), "6-31g").total_energy,
              kTight);
}

TEST(Scf, OrbitalsAreOrthonormalAndDiagonaliseTheirEnergies) {
  for (const auto& [molecule, method] : {std::pair{test_water(), ScfMethod::kRhf},
                                         {test_oh(), ScfMethod::kRohf},
                                         {test_oh(), ScfMethod::kUhf}}) {
    const ScfResult scf = test_scf(molecule, "6-31g", {.method = method});
    const Eigen::MatrixXd& c = scf.mo_coefficients;
    EXPECT_TRUE((c.transpose() * scf.integrals->overlap * c).isIdentity(1e-10));
    EXPECT_EQ(scf.orbital_energies.size(), c.cols());
    EXPECT_LT(scf.orbital_energies[0], -19.0);
  }
}

TEST(Scf, StopAnywhereIsInterruption) {
  const BasisSet basis = test_basis(test_water(), "6-31g");
  int asked = 0;
  ASSERT_TRUE(run_scf(test_water(), basis, {.stop = [&] { return ++asked < 0; }}));
  const int in_all = asked;
  for (const int last : {0, 1, in_all / 2, in_all - 8}) {
    asked = 0;
    const auto scf = run_scf(test_water(), basis, {.stop = [&] { return ++asked > last; }});
    ASSERT_FALSE(scf) << last << " of " << in_all;
    EXPECT_EQ(scf.error().kind, ErrorKind::kInterrupted);
  }
}

TEST(Scf, ThreadsDoNotChangeBits) {
  ThreadPool pool(3);
  const ScfResult serial = test_scf(test_water(), "cc-pvdz");
  const ScfResult parallel = test_scf(test_water(), "cc-pvdz", {.pool = &pool});
  EXPECT_EQ(serial.total_energy, parallel.total_energy);
  EXPECT_EQ(serial.mo_coefficients, parallel.mo_coefficients);
}

TEST(Scf, DegenerateOrbitalsAlignWithFunctions) {
  const ScfResult scf = test_scf(test_molecule("2\n\nN 0 0 -0.5488\nN 0 0 0.5488\n"), "sto3g");
  // Each of the two occupied and two empty π orbitals lies along x or y alone.
  int pure = 0;
  for (Eigen::Index i = 0; i < scf.mo_coefficients.cols(); ++i)
    pure += (scf.mo_coefficients.col(i).cwiseAbs().array() > 1e-7).count() == 2;
  EXPECT_GE(pure, 4);
}

TEST(Scf, LargestCoefficientOfEachOrbitalIsPositive) {
  const ScfResult scf = test_scf(test_water(), "6-31g");
  for (Eigen::Index i = 0; i < scf.mo_coefficients.cols(); ++i)
    EXPECT_GE(scf.mo_coefficients.col(i).maxCoeff(), -scf.mo_coefficients.col(i).minCoeff() * (1.0 - 1e-5));
}

TEST(Scf, SpinIsPureForRestrictedOrbitals) {
  EXPECT_NEAR(test_scf(test_water(), "sto3g").s_squared, 0.0, 1e-9);
  EXPECT_NEAR(test_scf(test_oh(), "sto3g").s_squared, 0.75, 1e-9);
  EXPECT_GT(test_scf(test_oh(), "sto3g", {.method = ScfMethod::kUhf}).s_squared, 0.7501);
}

TEST(Scf, UnrestrictedIsNotAboveRestrictedOpenShell) {
  EXPECT_LT(test_scf(test_oh(), "6-31g", {.method = ScfMethod::kUhf}).total_energy,
            test_scf(test_oh(), "6-31g").total_energy);
}

TEST(Scf, OneElectronNeedsNoRepulsion) {
  // The hydrogen atom in STO-3G: Szabo & Ostlund, Modern Quantum Chemistry, give −0.4666 hartree.
  EXPECT_NEAR(test_scf(test_molecule("1\n\nH 0 0 0\n", 0, 2), "sto3g").total_energy, -0.4666, 5e-5);
}

TEST(Scf, NearlyDependentFunctionsAreProjectedOutWithWarning) {
  const ScfResult scf =
      test_scf(test_molecule("4\n\nH 0 0 0\nH 0 0 0.12\nH 0 0 0.24\nH 0 0 0.36\n"), "aug-cc-pvdz");
  EXPECT_LT(scf.mo_coefficients.cols(), scf.mo_coefficients.rows());
  ASSERT_FALSE(scf.warnings.empty());
  EXPECT_THAT(scf.warnings.front(), HasSubstr("nearly linearly dependent"));
}

TEST(Scf, StretchedAndCrowdedMoleculesConverge) {
  for (const char* xyz :
       {"2\n\nC 0 0 0\nO 0 0 3.5\n", "2\n\nF 0 0 0\nF 0 0 3.0\n", "2\n\nC 0 0 0\nC 0 0 1.24\n",
        "3\n\nO 0 0 0\nO 0 1.09 0.66\nO 0 -1.09 0.66\n", "2\n\nLi 0 0 0\nF 0 0 4.0\n"}) {
    const Molecule molecule = test_molecule(xyz);
    const auto scf = run_scf(molecule, test_basis(molecule, "6-31g"));
    EXPECT_TRUE(scf) << xyz << scf.error().to_string();
  }
}

TEST(Scf, NonConvergenceGivesLastEnergies) {
  const Error error = error_of(test_water(), "6-31g", {.max_iterations = 2});
  EXPECT_EQ(error.kind, ErrorKind::kNotConverged);
  EXPECT_THAT(error.message, HasSubstr("last energies -7"));
}

TEST(Scf, OpenShellRejectsClosedShellMethod) {
  EXPECT_THAT(error_of(test_oh(), "sto3g", {.method = ScfMethod::kRhf}).message,
              HasSubstr("RHF requires multiplicity 1, got 2"));
}

TEST(Scf, MoreElectronsThanOrbitalsAreRejected) {
  EXPECT_THAT(error_of(test_molecule("1\n\nHe 0 0 0\n", 0, 3), "sto3g", {}).message,
              HasSubstr("2 electrons of one spin require as many orbitals"));
}

TEST(ScfMethod, NamesRoundTrip) {
  for (const ScfMethod method : {ScfMethod::kAuto, ScfMethod::kRhf, ScfMethod::kRohf, ScfMethod::kUhf})
    EXPECT_EQ(*scf_method_of(name_of(method)), method);
  EXPECT_EQ(*scf_method_of("ROHF"), ScfMethod::kRohf);
  EXPECT_THAT(scf_method_of("rofh").error().message, HasSubstr("unknown SCF method 'rofh'"));
}

}  // namespace
}  // namespace eigenlake
