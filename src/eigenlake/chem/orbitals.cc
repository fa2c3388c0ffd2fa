// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/orbitals.h"

#include <cmath>

#include "eigenlake/chem/linear_algebra.h"

namespace eigenlake {
namespace {

constexpr double kDegenerate = 1e-7;    // hartree
constexpr double kTieTolerance = 1e-6;  // relative

/// Index of the largest value, the first among those that agree with it up to rounding.
Eigen::Index first_largest(const Eigen::VectorXd& values) {
  const double least = values.maxCoeff() * (1.0 - kTieTolerance);
  for (Eigen::Index i = 0; i < values.size(); ++i)
    if (values[i] >= least) return i;
  return 0;
}

/// Rotates columns [first, first + count) among themselves. The norms of rows are invariant under rotation,
/// so the choice does not depend on which rotation the eigensolver returned.
void align_degenerate(Eigen::MatrixXd& coefficients, Eigen::Index first, Eigen::Index count) {
  for (Eigen::Index done = 0; done + 1 < count; ++done) {
    auto left = coefficients.middleCols(first + done, count - done);
    const Eigen::Index pivot = first_largest(left.rowwise().norm());
    // A Householder reflection moves the pivot row into the first column.
    Eigen::VectorXd reflector = left.row(pivot).transpose();
    reflector[0] += std::copysign(reflector.norm(), reflector[0]);
    const double norm = reflector.norm();
    if (norm == 0.0) return;
    reflector /= norm;
    const Eigen::VectorXd projected = left * reflector;
    left -= 2.0 * projected * reflector.transpose();
  }
}

}  // namespace

Eigen::MatrixXd orthogonalizer(const Eigen::MatrixXd& overlap, double threshold) {
  const auto [eigenvalues, vectors] = eigensystem_of(overlap);
  Eigen::Index first_kept = 0;
  while (first_kept < eigenvalues.size() && eigenvalues[first_kept] < threshold) ++first_kept;
  if (first_kept == 0)
    return vectors * eigenvalues.cwiseInverse().cwiseSqrt().asDiagonal() * vectors.adjoint();
  const Eigen::Index kept = eigenvalues.size() - first_kept;
  return vectors.rightCols(kept) * eigenvalues.tail(kept).cwiseSqrt().cwiseInverse().asDiagonal();
}

void fix_convention(OrbitalSet& orbitals) {
  const Eigen::Index count = orbitals.energies.size();
  for (Eigen::Index first = 0; first < count;) {
    Eigen::Index end = first + 1;
    while (end < count && orbitals.energies[end] - orbitals.energies[end - 1] < kDegenerate) ++end;
    align_degenerate(orbitals.coefficients, first, end - first);
    const double mean = orbitals.energies.segment(first, end - first).mean();
    orbitals.energies.segment(first, end - first).setConstant(mean);
    first = end;
  }
  for (Eigen::Index i = 0; i < count; ++i)
    if (orbitals.coefficients(first_largest(orbitals.coefficients.col(i).cwiseAbs()), i) < 0.0)
      orbitals.coefficients.col(i) *= -1.0;
}

}  // namespace eigenlake
