// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/chem/scf_problem.h"

namespace eigenlake {

/// The determinant's orbitals turned within each class of occupation (for RHF and ROHF closed, open and
/// empty) so that they diagonalise the Fock matrix there, of the spin for UHF and the mean of both otherwise;
/// ascending in energy, degenerate ones and signs by convention (fix_convention). The determinant stays the
/// same.
struct CanonicalOrbitals : SpinOrbitals {
  Eigen::VectorXd alpha_energies;  ///< [num_mo], hartree
  Eigen::VectorXd beta_energies;
};

CanonicalOrbitals canonical_orbitals(const ScfProblem& problem, const SpinOrbitals& orbitals);

}  // namespace eigenlake
