// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/linear_algebra.h"

namespace eigenlake {

using Eigen::MatrixXd;

Eigensystem eigensystem_of(const MatrixXd& symmetric) {
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(symmetric);
  return {solver.eigenvalues(), solver.eigenvectors()};
}

std::optional<Eigensystem> eigensystem_of(const MatrixXd& symmetric, const MatrixXd& overlap) {
  const Eigen::GeneralizedSelfAdjointEigenSolver<MatrixXd> solver(symmetric, overlap);
  if (solver.info() != Eigen::Success) return std::nullopt;
  return Eigensystem{solver.eigenvalues(), solver.eigenvectors()};
}

Eigen::VectorXd solve(const MatrixXd& system, const Eigen::VectorXd& right) {
  return system.completeOrthogonalDecomposition().solve(right);
}

MatrixXd solve_linear(const MatrixXd& system, const MatrixXd& right) {
  return system.partialPivLu().solve(right);
}

MatrixXd transformed(const MatrixXd& matrix, const MatrixXd& coefficients) {
  return coefficients.transpose() * matrix * coefficients;
}

}  // namespace eigenlake
