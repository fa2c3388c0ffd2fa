#include "eigenlake/chem/scf_iteration.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "eigenlake/chem/diis.h"
#include "eigenlake/chem/fock.h"
#include "eigenlake/chem/linear_algebra.h"

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// The ROHF matrix whose diagonalisation makes the energy stationary: the mean of both spins' Fock matrices,
/// but the beta one between closed and open orbitals, and the alpha one between open and empty ones.
MatrixXd roothaan_fock(const MatrixXd& alpha, const MatrixXd& beta, const SpinDensities& densities,
                       const MatrixXd& overlap) {
  const MatrixXd mean = 0.5 * (alpha + beta);
  const MatrixXd closed = densities.beta * overlap;
  const MatrixXd open = (densities.alpha - densities.beta) * overlap;
  const MatrixXd empty = MatrixXd::Identity(overlap.rows(), overlap.cols()) - densities.alpha * overlap;
  const MatrixXd half = 0.5 * closed.transpose() * mean * closed + 0.5 * open.transpose() * mean * open +
                        0.5 * empty.transpose() * mean * empty + open.transpose() * beta * closed +
                        open.transpose() * alpha * empty + empty.transpose() * mean * closed;
  return half + half.transpose();
}

MatrixXd commutator(const ScfProblem& problem, const MatrixXd& fock, const MatrixXd& density) {
  const MatrixXd product = fock * density * problem.integrals->overlap;
  return problem.orthogonalizer.transpose() * (product - product.transpose()) * problem.orthogonalizer;
}

MatrixXd side_by_side(const MatrixXd& left, const MatrixXd& right) {
  MatrixXd both(left.rows(), left.cols() + right.cols());
  both << left, right;
  return both;
}

struct Orbitals {
  MatrixXd coefficients;
  VectorXd energies;
};

Orbitals diagonalize(const ScfProblem& problem, const MatrixXd& fock) {
  const MatrixXd& x = problem.orthogonalizer;
  Eigensystem system = eigensystem_of(transformed(fock, x));
  return {x * system.vectors, std::move(system.values)};
}

MatrixXd density_of_lowest(const Orbitals& orbitals, int count) {
  const auto occupied = orbitals.coefficients.leftCols(count);
  return occupied * occupied.transpose();
}

/// Closed shells are the lowest orbitals; the open ones are the lowest of the rest for alpha electrons,
/// because the effective matrix orders open and empty orbitals arbitrarily.
SpinDensities occupy_rohf(const ScfProblem& problem, const Orbitals& orbitals, const MatrixXd* alpha_fock) {
  const Index num_orbitals = orbitals.energies.size();
  SpinDensities densities;
  densities.beta = density_of_lowest(orbitals, problem.num_beta);
  densities.alpha = densities.beta;
  std::vector<Index> rest(num_orbitals - problem.num_beta);
  std::iota(rest.begin(), rest.end(), Index{problem.num_beta});
  if (alpha_fock != nullptr) {
    const VectorXd energies = transformed(*alpha_fock, orbitals.coefficients).diagonal();
    std::ranges::stable_sort(rest, {}, [&](Index i) { return energies[i]; });
  }
  for (int k = 0; k < problem.num_alpha - problem.num_beta; ++k) {
    const auto orbital = orbitals.coefficients.col(rest[k]);
    densities.alpha += orbital * orbital.transpose();
  }
  return densities;
}

/// `alpha_fock` is null where a level shift already orders the orbitals.
SpinDensities occupy(const ScfProblem& problem, const MatrixXd& effective, const MatrixXd* alpha_fock) {
  const Index n = effective.rows();
  const Orbitals orbitals = diagonalize(problem, effective.leftCols(n));
  if (problem.method == ScfMethod::kRohf) return occupy_rohf(problem, orbitals, alpha_fock);
  SpinDensities densities;
  densities.alpha = density_of_lowest(orbitals, problem.num_alpha);
  if (problem.method == ScfMethod::kUhf)
    densities.beta = density_of_lowest(diagonalize(problem, effective.rightCols(n)), problem.num_beta);
  else
    densities.beta = densities.alpha;
  return densities;
}

/// Raises the empty orbitals (and half as much the singly occupied ones of ROHF).
MatrixXd level_shifted(const ScfProblem& problem, const MatrixXd& effective, const SpinDensities& densities,
                       double shift) {
  const MatrixXd& overlap = problem.integrals->overlap;
  const auto raised = [&](const MatrixXd& density) -> MatrixXd {
    return shift * (overlap - overlap * density * overlap);
  };
  if (problem.method == ScfMethod::kUhf)
    return effective + side_by_side(raised(densities.alpha), raised(densities.beta));
  return effective + raised(0.5 * (densities.alpha + densities.beta));
}

void damp(SpinDensities& densities, const SpinDensities& old, double share) {
  densities.alpha = (1.0 - share) * densities.alpha + share * old.alpha;
  densities.beta = (1.0 - share) * densities.beta + share * old.beta;
}

bool is_converged(const ScfAttempt& attempt, const ScfOptions& options) {
  const size_t count = attempt.energies.size();
  return count >= 2 &&
         std::abs(attempt.energies[count - 1] - attempt.energies[count - 2]) < options.energy_threshold &&
         attempt.fock.gradient.cwiseAbs().maxCoeff() < options.gradient_threshold;
}

}  // namespace

FockMatrices build_fock(const ScfProblem& problem, const SpinDensities& densities) {
  const EriTensor& eri = problem.integrals->eri;
  const MatrixXd total = densities.alpha + densities.beta;
  const MatrixXd shared = problem.core_hamiltonian + coulomb_matrix(eri, total, problem.pool);
  FockMatrices fock;
  fock.alpha = shared - exchange_matrix(eri, densities.alpha, problem.pool);
  const bool restricted = problem.method == ScfMethod::kRhf;
  fock.beta = restricted ? fock.alpha : MatrixXd(shared - exchange_matrix(eri, densities.beta, problem.pool));
  const double twice_electronic = total.cwiseProduct(problem.core_hamiltonian).sum() +
                                  densities.alpha.cwiseProduct(fock.alpha).sum() +
                                  densities.beta.cwiseProduct(fock.beta).sum();
  fock.total_energy = 0.5 * twice_electronic + problem.nuclear_repulsion_energy;
  if (problem.method == ScfMethod::kUhf) {
    fock.effective = side_by_side(fock.alpha, fock.beta);
    fock.gradient = side_by_side(commutator(problem, fock.alpha, densities.alpha),
                                 commutator(problem, fock.beta, densities.beta));
    return fock;
  }
  fock.effective =
      restricted ? fock.alpha : roothaan_fock(fock.alpha, fock.beta, densities, problem.integrals->overlap);
  fock.gradient = commutator(problem, fock.effective, total);
  return fock;
}

ScfAttempt iterate_scf(const ScfProblem& problem, SpinDensities densities, const ScfStabilizer& stabilizer,
                       const ScfOptions& options) {
  ScfAttempt attempt;
  Diis diis;
  // The guess is no determinant, so its Fock matrix only gives the first orbitals.
  densities = occupy(problem, build_fock(problem, densities).effective, nullptr);
  while (attempt.iterations < options.max_iterations) {
    ++attempt.iterations;
    attempt.fock = build_fock(problem, densities);
    attempt.energies.push_back(attempt.fock.total_energy);
    if ((attempt.converged = is_converged(attempt, options))) break;

    const bool damped = attempt.iterations <= stabilizer.damped_iterations;
    MatrixXd effective =
        damped ? attempt.fock.effective : diis.extrapolate(attempt.fock.effective, attempt.fock.gradient);
    const bool shifted = stabilizer.level_shift > 0.0;
    if (shifted) effective = level_shifted(problem, effective, densities, stabilizer.level_shift);
    SpinDensities next = occupy(problem, effective, shifted ? nullptr : &attempt.fock.alpha);
    if (damped) damp(next, densities, stabilizer.damping);
    densities = std::move(next);
  }
  attempt.densities = std::move(densities);
  return attempt;
}

}  // namespace eigenlake
