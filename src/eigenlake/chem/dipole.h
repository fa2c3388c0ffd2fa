// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include <Eigen/Dense>

#include "eigenlake/chem/basis_set.h"
#include "eigenlake/chem/molecular_hamiltonian.h"
#include "eigenlake/chem/molecule.h"
#include "eigenlake/chem/scf.h"

namespace eigenlake {

/// The dipole moment of a molecule in the axes of its input, about the centre of nuclear charge: where
/// charges do not add up to zero, the moment depends on that choice.
///
/// Nuclei have no moment about their own centre, so that all of it is the electrons': a constant part of
/// those in inactive orbitals, and −Σ_pq γ_pq ⟨p|r|q⟩ of those in active ones.
///
/// Units: e · bohr (1 is 2.5417 debye); it points from negative to positive charge.
class DipoleOperator {
 public:
  /// For densities over the active orbitals of `hamiltonian`, a Hamiltonian of `scf`. RHF and ROHF.
  DipoleOperator(const Molecule& molecule, const BasisSet& basis, const ScfResult& scf,
                 const MolecularHamiltonian& hamiltonian);

  /// `density` is γ_pq = Σ_σ ⟨a†_pσ a_qσ⟩, [active orbitals, active orbitals]; its symmetric part counts.
  Eigen::Vector3d moment_of(const Eigen::MatrixXd& density) const;

 private:
  Eigen::Vector3d inactive_;
  std::array<Eigen::MatrixXd, 3> active_;  ///< ⟨p|r|q⟩
};

/// Of the determinant, RHF, ROHF or UHF.
Eigen::Vector3d dipole_moment(const Molecule& molecule, const BasisSet& basis, const ScfResult& scf);

}  // namespace eigenlake
