// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <Eigen/Dense>

#include "eigenlake/chem/scf_problem.h"

namespace eigenlake {

/// The result of the fixed-point iteration of an SCF calculation.
struct ScfAttempt {
  bool converged = false;
  SpinOrbitals orbitals;  ///< Canonical in each class of occupation if converged, else of the last step.
  std::vector<double> energies;  ///< Of each iteration, hartree.
};

/// Iterates from `densities`, which need not be those of a determinant, with DIIS until the thresholds of
/// `options` hold or `max_iterations` Fock matrices are spent. The orbitals of lowest energy are occupied.
///
/// Source: Pulay, J. Comput. Chem. 3, 556 (1982); Roothaan, Rev. Mod. Phys. 32, 179 (1960), for ROHF.
ScfAttempt iterate_scf(const ScfProblem& problem, const SpinDensities& densities, const ScfOptions& options,
                       int max_iterations);

}  // namespace eigenlake
