// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/export/turned_orbitals.h"

#include <gtest/gtest.h>

#include "eigenlake/chem/fock.h"
#include "eigenlake/chem/orbitals.h"
#include "eigenlake/chem/testing/test_molecules.h"

namespace eigenlake {
namespace {

/// Turned, off the origin, equivalent atoms apart.
constexpr const char* kTilted =
    "4\n\nH 0.31 1.9 -0.4\nN 1.0 1.2 -0.7\nH 1.71 0.71 -0.13\nH 1.33 1.62 -1.58\n";

TEST(TurnedOrbitals, AreOrthonormalInInputFunctions) {
  constexpr const char* kHydroxyl = "2\n\nH 0.31 1.9 -0.4\nO 1.0 1.2 -0.7\n";
  for (const auto& [xyz, basis] :
       {std::pair{kTilted, "6-31g*"}, {kTilted, "cc-pvtz"}, {kHydroxyl, "cc-pvqz"}}) {
    const Molecule molecule = test_molecule(xyz, xyz == kHydroxyl ? -1 : 0);
    const BasisSet functions = test_basis(molecule, basis);
    const StandardFrame frame = standard_frame(molecule);
    const auto framed = compute_integrals(frame.molecule, functions);
    const auto input = compute_integrals(molecule, functions);
    ASSERT_TRUE(framed && input);
    const Eigen::MatrixXd orbitals =
        orbitals_of_input(frame, framed->labels, orthogonalizer(framed->overlap, 1e-10));
    const Eigen::MatrixXd overlap = orbitals.transpose() * input->overlap * orbitals;
    const auto identity = Eigen::MatrixXd::Identity(overlap.rows(), overlap.cols());
    EXPECT_LT((overlap - identity).cwiseAbs().maxCoeff(), 1e-9) << basis;
  }
}

TEST(TurnedOrbitals, HaveEnergyOfDeterminant) {
  const Molecule molecule = test_molecule(kTilted);
  const ScfResult scf = test_scf(molecule, "6-31g*");
  const auto integrals = compute_integrals(molecule, test_basis(molecule, "6-31g*"));
  ASSERT_TRUE(integrals);
  const Eigen::MatrixXd orbitals =
      orbitals_of_input(standard_frame(molecule), scf.integrals->labels, scf.mo_coefficients);
  const Eigen::MatrixXd occupied = orbitals.leftCols(scf.num_alpha);
  const Eigen::MatrixXd density = occupied * occupied.transpose();
  const Eigen::MatrixXd field = 2.0 * coulomb_matrix(integrals->eri, density) -
                                exchange_matrix(integrals->eri, density) +
                                2.0 * integrals->core_hamiltonian();
  EXPECT_NEAR(density.cwiseProduct(field).sum() + scf.nuclear_repulsion_energy, scf.total_energy, 1e-9);
}

}  // namespace
}  // namespace eigenlake
