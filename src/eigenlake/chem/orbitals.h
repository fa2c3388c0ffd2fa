// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Dense>

namespace eigenlake {

/// Columns of X with Xᵀ S X = 1. Directions of the overlap with eigenvalues below `threshold` are left out
/// (canonical orthogonalisation); without such it is S^(−1/2).
Eigen::MatrixXd orthogonalizer(const Eigen::MatrixXd& overlap, double threshold);

/// Orbitals of one occupation class, with their energies ascending.
struct OrbitalSet {
  Eigen::MatrixXd coefficients;
  Eigen::VectorXd energies;
};

/// Makes degenerate orbitals and signs a matter of convention instead of rounding: within energies that agree
/// to 1e-7 hartree each orbital in turn takes all of the function that is largest in those left; then the
/// largest coefficient (the first on ties) of each orbital is positive.
void fix_convention(OrbitalSet& orbitals);

}  // namespace eigenlake
