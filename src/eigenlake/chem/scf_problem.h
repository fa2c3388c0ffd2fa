// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Dense>

#include "eigenlake/base/stop_request.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/chem/integrals.h"
#include "eigenlake/chem/scf_options.h"

namespace eigenlake {

/// What all calculations on one molecule and method share.
struct ScfProblem {
  ScfMethod method = ScfMethod::kRhf;  ///< Never kAuto.
  int num_alpha = 0;
  int num_beta = 0;  ///< At most num_alpha.
  const AoIntegrals* integrals = nullptr;
  Eigen::MatrixXd core_hamiltonian;
  Eigen::MatrixXd orthogonalizer;  ///< [num_ao, num_mo]
  double nuclear_repulsion_energy = 0.0;
  ThreadPool* pool = nullptr;
  StopRequest stop;            ///< After a stop every search ends with a void result.
  int* fock_builds = nullptr;  ///< Counts them; may be null.

  Eigen::Index num_orbitals() const { return orthogonalizer.cols(); }
};

/// Occupied spin orbitals as columns; a spin's density is C Cᵀ.
struct SpinDensities {
  Eigen::MatrixXd alpha;
  Eigen::MatrixXd beta;
};

/// A determinant: orthonormal orbitals of both spins, [num_ao, num_mo], of which the first num_alpha and
/// num_beta are occupied. Both are the same for RHF and ROHF.
struct SpinOrbitals {
  Eigen::MatrixXd alpha;
  Eigen::MatrixXd beta;
};

SpinDensities densities_of(const ScfProblem& problem, const SpinOrbitals& orbitals);

/// Fock matrices of both spins over atomic orbitals, and the energy of the densities that made them.
struct SpinFock {
  Eigen::MatrixXd alpha;
  Eigen::MatrixXd beta;
  double total_energy = 0.0;
};

SpinFock build_spin_fock(const ScfProblem& problem, const SpinDensities& densities);

/// What a change of the densities adds to the Fock matrices. Requires: symmetric matrices.
SpinDensities fock_response(const ScfProblem& problem, const SpinDensities& change);

}  // namespace eigenlake
