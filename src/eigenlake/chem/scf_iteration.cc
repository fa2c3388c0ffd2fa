// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/scf_iteration.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "eigenlake/chem/diis.h"
#include "eigenlake/chem/linear_algebra.h"

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// The matrices to diagonalise, and how far they are from commuting with the densities.
struct EffectiveFock {
  MatrixXd matrix;    ///< [num_ao, num_ao]; for UHF [num_ao, 2 num_ao], alpha beside beta.
  MatrixXd gradient;  ///< Over the orthogonal functions, shaped likewise.
};

/// The ROHF matrix whose diagonalisation makes the energy stationary: the mean of both spins' Fock matrices,
/// but the beta one between closed and open orbitals, and the alpha one between open and empty ones.
MatrixXd roothaan_fock(const SpinFock& fock, const SpinDensities& densities, const MatrixXd& overlap) {
  const MatrixXd mean = 0.5 * (fock.alpha + fock.beta);
  const MatrixXd closed = densities.beta * overlap;
  const MatrixXd open = (densities.alpha - densities.beta) * overlap;
  const MatrixXd empty = MatrixXd::Identity(overlap.rows(), overlap.cols()) - densities.alpha * overlap;
  const MatrixXd half = 0.5 * closed.transpose() * mean * closed + 0.5 * open.transpose() * mean * open +
                        0.5 * empty.transpose() * mean * empty + open.transpose() * fock.beta * closed +
                        open.transpose() * fock.alpha * empty + empty.transpose() * mean * closed;
  return half + half.transpose();
}

MatrixXd commutator_with(const ScfProblem& problem, const MatrixXd& fock, const MatrixXd& density) {
  const MatrixXd product = fock * density * problem.integrals->overlap;
  return problem.orthogonalizer.transpose() * (product - product.transpose()) * problem.orthogonalizer;
}

MatrixXd side_by_side(const MatrixXd& left, const MatrixXd& right) {
  MatrixXd both(left.rows(), left.cols() + right.cols());
  both << left, right;
  return both;
}

EffectiveFock effective_fock(const ScfProblem& problem, const SpinFock& fock,
                             const SpinDensities& densities) {
  if (problem.method == ScfMethod::kUhf)
    return {side_by_side(fock.alpha, fock.beta),
            side_by_side(commutator_with(problem, fock.alpha, densities.alpha),
                         commutator_with(problem, fock.beta, densities.beta))};
  EffectiveFock effective;
  effective.matrix = problem.method == ScfMethod::kRhf
                         ? fock.alpha
                         : roothaan_fock(fock, densities, problem.integrals->overlap);
  effective.gradient = commutator_with(problem, effective.matrix, densities.alpha + densities.beta);
  return effective;
}

Eigensystem orbitals_of(const ScfProblem& problem, const MatrixXd& fock) {
  const MatrixXd& x = problem.orthogonalizer;
  Eigensystem system = eigensystem_of(transformed(fock, x));
  system.vectors = x * system.vectors;
  return system;
}

/// Moves the orbitals that are lowest for alpha electrons to the front of those that beta electrons leave:
/// the effective matrix of ROHF orders open and empty orbitals arbitrarily.
MatrixXd with_open_orbitals_first(const ScfProblem& problem, const MatrixXd& orbitals,
                                  const MatrixXd& alpha_fock) {
  const Index closed = problem.num_beta;
  const VectorXd energies = transformed(alpha_fock, orbitals).diagonal();
  std::vector<Index> order(static_cast<size_t>(orbitals.cols()));
  std::iota(order.begin(), order.end(), Index{0});
  std::ranges::stable_sort(order.begin() + closed, order.end(), {}, [&](Index i) { return energies[i]; });
  return orbitals(Eigen::indexing::all, order);
}

SpinOrbitals occupy_lowest(const ScfProblem& problem, const MatrixXd& effective, const MatrixXd& alpha_fock) {
  const Index n = effective.rows();
  SpinOrbitals orbitals;
  orbitals.alpha = orbitals_of(problem, effective.leftCols(n)).vectors;
  if (problem.method == ScfMethod::kRohf)
    orbitals.alpha = with_open_orbitals_first(problem, orbitals.alpha, alpha_fock);
  orbitals.beta = problem.method == ScfMethod::kUhf ? orbitals_of(problem, effective.rightCols(n)).vectors
                                                    : orbitals.alpha;
  return orbitals;
}

bool is_converged(const std::vector<double>& energies, const MatrixXd& gradient, const ScfOptions& options) {
  const size_t count = energies.size();
  return count >= 2 && std::abs(energies[count - 1] - energies[count - 2]) < options.energy_threshold &&
         gradient.cwiseAbs().maxCoeff() < options.gradient_threshold;
}

}  // namespace

ScfAttempt iterate_scf(const ScfProblem& problem, const SpinDensities& densities, const ScfOptions& options,
                       int max_iterations) {
  ScfAttempt attempt;
  Diis diis;
  // The guess is no determinant, so its Fock matrix only gives the first orbitals.
  const SpinFock first = build_spin_fock(problem, densities);
  attempt.orbitals = occupy_lowest(problem, effective_fock(problem, first, densities).matrix, first.alpha);
  while (static_cast<int>(attempt.energies.size()) < max_iterations && !is_stopped(problem.stop)) {
    const SpinDensities current = densities_of(problem, attempt.orbitals);
    const SpinFock fock = build_spin_fock(problem, current);
    const EffectiveFock effective = effective_fock(problem, fock, current);
    attempt.energies.push_back(fock.total_energy);
    if ((attempt.converged = is_converged(attempt.energies, effective.gradient, options))) break;
    attempt.orbitals =
        occupy_lowest(problem, diis.extrapolate(effective.matrix, effective.gradient), fock.alpha);
  }
  return attempt;
}

}  // namespace eigenlake
