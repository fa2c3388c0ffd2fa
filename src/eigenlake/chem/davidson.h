// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <limits>
#include <vector>

#include <Eigen/Dense>

#include "eigenlake/base/stop_request.h"

namespace eigenlake {

struct DavidsonOptions {
  double residual_threshold = 1e-8;
  /// The lowest state is also converged where its value is this exact: the error is its squared residual over
  /// the distance to the next value, as far as that is known.
  double value_threshold = 0.0;
  /// The other states are improved until their residuals are this share of their distance to the lowest
  /// value, and anyway no further than to 1e-3.
  double rough_share = 0.0;
  int max_iterations = 200;
  int max_subspace = 32;
  /// Ends as soon as all followed values exceed this by more than their residuals.
  double enough = std::numeric_limits<double>::infinity();
  int least_rounds = 1;   ///< Before `enough` counts: a first guess may be some other eigenvector.
  StopRequest stop = {};  ///< Checked before and after each product, and between passes over the vectors.
  /// Receives the residual of the lowest state at each round; may be empty.
  std::function<void(int round, double residual)> on_round = {};
};

struct DavidsonResult {
  bool converged = false;
  bool interrupted = false;  ///< A stop was requested: the rest is void.
  double eigenvalue = 0.0;
  double residual = 0.0;  ///< Norm of A x − λ x.
  Eigen::VectorXd eigenvector;
  int products = 0;
};

/// Lowest eigenvalue of a real symmetric operator that is known by its products and its diagonal.
///
/// All `guesses` are improved together until they are roughly converged, so that a state of another symmetry
/// that lies lower than what the first guess leads to is not missed.
///
/// Requires: at least one guess; guesses linearly independent, and fewer than options.max_subspace / 2.
/// Source:   Davidson, J. Comput. Phys. 17, 87 (1975).
DavidsonResult lowest_eigenpair(const std::function<Eigen::VectorXd(const Eigen::VectorXd&)>& product,
                                const Eigen::VectorXd& diagonal, std::vector<Eigen::VectorXd> guesses,
                                const DavidsonOptions& options);

}  // namespace eigenlake
