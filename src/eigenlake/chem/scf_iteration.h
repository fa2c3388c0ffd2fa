#pragma once

#include <vector>

#include <Eigen/Dense>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/chem/integrals.h"
#include "eigenlake/chem/scf_options.h"

namespace eigenlake {

/// What the iterations of one SCF calculation share.
struct ScfProblem {
  ScfMethod method = ScfMethod::kRhf;  ///< Never kAuto.
  int num_alpha = 0;
  int num_beta = 0;
  const AoIntegrals* integrals = nullptr;
  Eigen::MatrixXd core_hamiltonian;
  Eigen::MatrixXd orthogonalizer;  ///< [num_ao, num_mo]
  double nuclear_repulsion_energy = 0.0;
  ThreadPool* pool = nullptr;
};

/// Occupied spin orbitals as columns; a spin's density is C Cᵀ.
struct SpinDensities {
  Eigen::MatrixXd alpha;
  Eigen::MatrixXd beta;
};

/// Fock matrices of both spins, the matrices to diagonalise, and what they say about the densities.
struct FockMatrices {
  Eigen::MatrixXd alpha;
  Eigen::MatrixXd beta;
  Eigen::MatrixXd effective;  ///< [num_ao, num_ao]; for UHF [num_ao, 2 num_ao], alpha beside beta.
  Eigen::MatrixXd gradient;   ///< Orbital gradient over the orthogonal functions, shaped likewise.
  double total_energy = 0.0;
};

FockMatrices build_fock(const ScfProblem& problem, const SpinDensities& densities);

/// How one attempt helps convergence.
struct ScfStabilizer {
  double level_shift = 0.0;   ///< Hartree, added to empty orbitals.
  double damping = 0.0;       ///< Share of the old density that is kept.
  int damped_iterations = 0;  ///< DIIS starts after these.
};

struct ScfAttempt {
  bool converged = false;
  int iterations = 0;
  SpinDensities densities;
  FockMatrices fock;
  std::vector<double> energies;  ///< Of each iteration.
};

/// Iterates from `densities` until the thresholds of `options` hold or its budget is spent.
ScfAttempt iterate_scf(const ScfProblem& problem, SpinDensities densities, const ScfStabilizer& stabilizer,
                       const ScfOptions& options);

}  // namespace eigenlake
