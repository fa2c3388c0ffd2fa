// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/canonical_orbitals.h"

#include <array>
#include <span>

#include "eigenlake/chem/linear_algebra.h"
#include "eigenlake/chem/orbitals.h"

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

/// `sizes` are those of the classes, in the order of the columns.
OrbitalSet diagonal_within_classes(const MatrixXd& orbitals, const MatrixXd& fock,
                                   std::span<const Index> sizes) {
  OrbitalSet all{MatrixXd(orbitals.rows(), orbitals.cols()), Eigen::VectorXd(orbitals.cols())};
  Index first = 0;
  for (const Index size : sizes) {
    if (size == 0) continue;
    const MatrixXd span = orbitals.middleCols(first, size);
    const Eigensystem system = eigensystem_of(transformed(fock, span));
    OrbitalSet set{span * system.vectors, system.values};
    fix_convention(set);
    all.coefficients.middleCols(first, size) = set.coefficients;
    all.energies.segment(first, size) = set.energies;
    first += size;
  }
  return all;
}

}  // namespace

CanonicalOrbitals canonical_orbitals(const ScfProblem& problem, const SpinOrbitals& orbitals) {
  const SpinFock fock = build_spin_fock(problem, densities_of(problem, orbitals));
  const Index n = problem.num_orbitals(), alpha = problem.num_alpha, beta = problem.num_beta;
  CanonicalOrbitals canonical;
  const auto store_alpha = [&](OrbitalSet set) {
    canonical.alpha = std::move(set.coefficients);
    canonical.alpha_energies = std::move(set.energies);
  };
  if (problem.method == ScfMethod::kUhf) {
    store_alpha(diagonal_within_classes(orbitals.alpha, fock.alpha, std::array{alpha, n - alpha}));
    OrbitalSet set = diagonal_within_classes(orbitals.beta, fock.beta, std::array{beta, n - beta});
    canonical.beta = std::move(set.coefficients);
    canonical.beta_energies = std::move(set.energies);
    return canonical;
  }
  store_alpha(diagonal_within_classes(orbitals.alpha, 0.5 * (fock.alpha + fock.beta),
                                      std::array{beta, alpha - beta, n - alpha}));
  canonical.beta = canonical.alpha;
  canonical.beta_energies = canonical.alpha_energies;
  return canonical;
}

}  // namespace eigenlake
