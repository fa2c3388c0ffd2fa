// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/dipole.h"

#include <gtest/gtest.h>

#include "eigenlake/chem/testing/test_molecules.h"

namespace eigenlake {
namespace {

using Eigen::MatrixXd;
using Eigen::Vector3d;

// Of the density, which is converged to the square root of the energy's accuracy.
constexpr double kAccuracy = 2e-7;

Molecule tilted_ammonia() {
  return test_molecule("4\n\nH 0.31 1.9 -0.4\nN 1.0 1.2 -0.7\nH 1.71 0.71 -0.13\nH 1.33 1.62 -1.58\n");
}
Molecule tilted_helium_hydride() {
  return test_molecule("2\n\nHe 0.3 -1.0 0.5\nH 0.8 -0.6 0.9\n", 1);
}

Vector3d scf_moment(const Molecule& molecule, std::string_view basis, const ScfOptions& options = {}) {
  return dipole_moment(molecule, test_basis(molecule, basis), test_scf(molecule, basis, options));
}

/// γ of the determinant: 2, 1 or 0 on the diagonal.
MatrixXd density_of_determinant(const MolecularHamiltonian& hamiltonian) {
  Eigen::VectorXd occupations = Eigen::VectorXd::Zero(hamiltonian.num_orbitals);
  occupations.head(hamiltonian.num_alpha).array() += 1.0;
  occupations.head(hamiltonian.num_beta).array() += 1.0;
  return occupations.asDiagonal();
}

TEST(Dipole, AgreesWithPyscf) {
  // PySCF 2.14, energy converged to 1e-13, about the centre of nuclear charge.
  EXPECT_LT((scf_moment(test_water(), "sto3g") - Vector3d(0, 0, -0.6787872655)).norm(), kAccuracy);
  EXPECT_LT((scf_moment(test_water(), "6-31g*") - Vector3d(0, 0, -0.8732802551)).norm(), kAccuracy);
  EXPECT_LT((scf_moment(test_lih(), "sto3g") - Vector3d(0, 0, -1.9110791265)).norm(), kAccuracy);
  EXPECT_LT(
      (scf_moment(tilted_ammonia(), "sto3g") - Vector3d(0.2666964256, 0.3726133841, 0.1150313957)).norm(),
      kAccuracy);
  EXPECT_LT(
      (scf_moment(tilted_ammonia(), "cc-pvtz") - Vector3d(0.2273840974, 0.3377379436, 0.0652338769)).norm(),
      kAccuracy);
  EXPECT_LT((scf_moment(test_oh(), "sto3g") - Vector3d(0, 0, 0.5022831704)).norm(), kAccuracy);
  EXPECT_LT(
      (scf_moment(test_oh(), "6-31g*", {.method = ScfMethod::kUhf}) - Vector3d(0, 0, 0.7444066042)).norm(),
      kAccuracy);
}

TEST(Dipole, IonRefersToCentreOfNuclearCharge) {
  const Vector3d expected(0.3539147525, 0.2831318020, 0.2831318020);  // PySCF 2.14
  EXPECT_LT((scf_moment(tilted_helium_hydride(), "6-31g") - expected).norm(), kAccuracy);
  Molecule shifted = tilted_helium_hydride();
  for (auto& position : shifted.coords) position[0] += 20.0;
  EXPECT_LT((scf_moment(shifted, "6-31g") - expected).norm(), kAccuracy);
}

TEST(Dipole, DeterminantOfActiveOrbitalsAgreesWithScf) {
  for (const Molecule& molecule : {test_water(), test_oh(), tilted_ammonia()})
    for (const ActiveSpaceOptions& options :
         {ActiveSpaceOptions{}, ActiveSpaceOptions{.frozen_core = true},
          ActiveSpaceOptions{.active_space =
                                 ActiveSpace{.electrons = molecule.num_electrons() - 4, .orbitals = 4}}}) {
      const BasisSet basis = test_basis(molecule, "sto3g");
      const ScfResult scf = test_scf(molecule, "sto3g");
      const auto hamiltonian = build_molecular_hamiltonian(molecule, scf, options);
      ASSERT_TRUE(hamiltonian);
      const DipoleOperator dipole(molecule, basis, scf, *hamiltonian);
      EXPECT_LT((dipole.moment_of(density_of_determinant(*hamiltonian)) - dipole_moment(molecule, basis, scf))
                    .norm(),
                1e-12);
    }
}

}  // namespace
}  // namespace eigenlake
