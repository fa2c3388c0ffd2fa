// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <Eigen/Dense>

namespace eigenlake {

/// Eigenvalues in ascending order, and the eigenvectors as columns. Eigen's solvers compile to much code, so
/// they are compiled once, here.
struct Eigensystem {
  Eigen::VectorXd values;
  Eigen::MatrixXd vectors;
};

/// Of a symmetric matrix, whose lower triangle is read.
Eigensystem eigensystem_of(const Eigen::MatrixXd& symmetric);

/// M v = λ S v, with vᵀ S v = 1. None where S is not positive definite or the iteration does not converge.
std::optional<Eigensystem> eigensystem_of(const Eigen::MatrixXd& symmetric, const Eigen::MatrixXd& overlap);

/// The least squares solution of smallest norm.
Eigen::VectorXd solve(const Eigen::MatrixXd& system, const Eigen::VectorXd& right);

/// Of a square system that has an inverse, for every column of `right`.
Eigen::MatrixXd solve_linear(const Eigen::MatrixXd& system, const Eigen::MatrixXd& right);

/// Cᵀ M C
Eigen::MatrixXd transformed(const Eigen::MatrixXd& matrix, const Eigen::MatrixXd& coefficients);

}  // namespace eigenlake
