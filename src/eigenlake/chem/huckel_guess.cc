// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/huckel_guess.h"

#include <vector>

#include "eigenlake/chem/linear_algebra.h"

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr double kWolfsbergHelmholz = 1.75;
constexpr double kOccupied = 1e-3;  ///< Electrons; orbitals of an atom's density with fewer are left out.

/// The orbitals that make up an atom's density, as columns.
MatrixXd occupied_orbitals(const MatrixXd& density, const MatrixXd& overlap) {
  const Eigensystem metric = eigensystem_of(overlap);
  const Eigen::VectorXd root = metric.values.cwiseMax(1e-12).cwiseSqrt();
  const MatrixXd half = metric.vectors * root.asDiagonal() * metric.vectors.transpose();
  const MatrixXd inverse_half =
      metric.vectors * root.cwiseInverse().asDiagonal() * metric.vectors.transpose();
  const Eigensystem natural = eigensystem_of(half * density * half);
  const Index count = (natural.values.array() > kOccupied).count();
  return inverse_half * natural.vectors.rightCols(count);
}

/// [num_ao, num_orbitals of all atoms]
MatrixXd atomic_orbitals(const ScfProblem& problem, const MatrixXd& atoms) {
  const std::vector<AoLabel>& labels = problem.integrals->labels;
  const auto num_functions = static_cast<Index>(labels.size());
  MatrixXd orbitals(num_functions, 0);
  for (Index first = 0, end = 0; first < num_functions; first = end) {
    while (end < num_functions &&
           labels[static_cast<size_t>(end)].atom == labels[static_cast<size_t>(first)].atom)
      ++end;
    const Index size = end - first;
    const MatrixXd own = occupied_orbitals(atoms.block(first, first, size, size),
                                           problem.integrals->overlap.block(first, first, size, size));
    const Index before = orbitals.cols();
    orbitals.conservativeResize(Eigen::NoChange, before + own.cols());
    orbitals.rightCols(own.cols()).setZero();
    orbitals.block(first, before, size, own.cols()) = own;
  }
  return orbitals;
}

}  // namespace

std::optional<SpinDensities> huckel_guess(const ScfProblem& problem, const MatrixXd& atoms) {
  const MatrixXd orbitals = atomic_orbitals(problem, atoms);
  if (orbitals.cols() < problem.num_alpha) return std::nullopt;
  const MatrixXd overlap = transformed(problem.integrals->overlap, orbitals);
  const SpinFock fock = build_spin_fock(problem, {0.5 * atoms, 0.5 * atoms});
  const Eigen::VectorXd energies = transformed(fock.alpha, orbitals).diagonal();
  MatrixXd huckel = overlap;
  for (Index i = 0; i < huckel.rows(); ++i)
    for (Index j = 0; j < huckel.cols(); ++j)
      huckel(i, j) *= i == j ? energies[i] : 0.5 * kWolfsbergHelmholz * (energies[i] + energies[j]);
  const auto system = eigensystem_of(huckel, overlap);
  if (!system) return std::nullopt;
  const MatrixXd solution = orbitals * system->vectors;
  return densities_of(problem, {solution, solution});
}

}  // namespace eigenlake
