// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/davidson.h"

#include <algorithm>
#include <cmath>

#include "eigenlake/base/assert.h"
#include "eigenlake/chem/linear_algebra.h"

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kRoughResidual = 1e-3;  // of the guard states
constexpr double kDependent = 1e-6;      // a direction that orthogonalisation leaves this short is not new
constexpr double kLeastDenominator = 1e-3;

/// Orthonormal vectors with their products and the operator's matrix between them, at most `capacity`.
class Subspace {
 public:
  Subspace(const std::function<VectorXd(const VectorXd&)>& product, const StopRequest& stop, Index dimension,
           Index capacity)
      : product_(product), stop_(stop), vectors_(dimension, capacity), images_(dimension, capacity) {}

  Index size() const { return size_; }
  int products() const { return products_; }

  /// Adds the part of `vector` that is new; false where there is none, and after a stop.
  bool add(VectorXd vector) {
    if (is_stopped(stop_)) return false;
    double norm = vector.norm();
    if (!(norm > 0.0)) return false;
    vector /= norm;
    for (int pass = 0; pass < 2; ++pass) {
      vector -= vectors() * (vectors().transpose() * vector).eval();
      norm = vector.norm();
      if (norm < kDependent) return false;
      vector /= norm;
    }
    VectorXd image = product_(vector);
    if (is_stopped(stop_)) return false;
    vectors_.col(size_) = vector;
    images_.col(size_) = image;
    ++products_;
    ++size_;
    extend_matrix();
    return true;
  }

  void solve() {
    Eigensystem system = eigensystem_of(matrix_);
    eigenvalues_ = std::move(system.values);
    weights_ = std::move(system.vectors);
  }

  double eigenvalue(Index root) const { return eigenvalues_[root]; }
  VectorXd state(Index root) const { return vectors() * weights_.col(root); }
  /// A x − λ x of the lowest states.
  MatrixXd residuals(Index num_states) const {
    MatrixXd residuals = images() * weights_.leftCols(num_states);
    residuals -= vectors() * (weights_.leftCols(num_states) * eigenvalues_.head(num_states).asDiagonal());
    return residuals;
  }

  /// Replaces the vectors by the lowest states. Needs no product: those of the states are combinations.
  void restart(Index num_states) {
    combine(vectors_, num_states);
    combine(images_, num_states);
    size_ = num_states;
    matrix_ = eigenvalues_.head(num_states).asDiagonal();
    solve();
  }

 private:
  static constexpr Index kRowsAtOnce = 4096;

  Eigen::Block<const MatrixXd, Eigen::Dynamic, Eigen::Dynamic, true> vectors() const {
    return vectors_.leftCols(size_);
  }
  Eigen::Block<const MatrixXd, Eigen::Dynamic, Eigen::Dynamic, true> images() const {
    return images_.leftCols(size_);
  }

  /// In place, some rows at a time.
  void combine(MatrixXd& columns, Index num_states) const {
    for (Index row = 0; row < columns.rows(); row += kRowsAtOnce) {
      const Index count = std::min(kRowsAtOnce, columns.rows() - row);
      const MatrixXd combined = columns.block(row, 0, count, size_) * weights_.leftCols(num_states);
      columns.block(row, 0, count, num_states) = combined;
    }
  }

  void extend_matrix() {
    matrix_.conservativeResize(size_, size_);
    matrix_.col(size_ - 1) = vectors().transpose() * images_.col(size_ - 1);
    matrix_.row(size_ - 1) = matrix_.col(size_ - 1).transpose();
  }

  const std::function<VectorXd(const VectorXd&)>& product_;
  const StopRequest& stop_;
  MatrixXd vectors_;
  MatrixXd images_;
  Index size_ = 0;
  MatrixXd matrix_;
  VectorXd eigenvalues_;
  MatrixXd weights_;
  int products_ = 0;
};

void precondition(Eigen::Ref<VectorXd> residual, const VectorXd& diagonal, double eigenvalue) {
  for (Index i = 0; i < residual.size(); ++i) {
    const double gap = diagonal[i] - eigenvalue;
    residual[i] /= std::abs(gap) < kLeastDenominator ? std::copysign(kLeastDenominator, gap) : gap;
  }
}

/// Largest residual of the lowest state: its square over the distance to the next one is the error of its
/// value.
double fine_residual(const Subspace& space, const VectorXd& norms, const DavidsonOptions& options) {
  if (norms.size() < 2) return options.residual_threshold;
  const double gap = std::max(0.0, space.eigenvalue(1) - norms[1] - space.eigenvalue(0));
  return std::max(options.residual_threshold, std::sqrt(options.value_threshold * gap));
}

/// States whose residuals are too large; the threshold is looser for all but the lowest.
std::vector<Index> unfinished_states(const Subspace& space, const VectorXd& norms,
                                     const DavidsonOptions& options) {
  std::vector<Index> roots;
  if (norms[0] > fine_residual(space, norms, options)) roots.push_back(0);
  for (Index root = 1; root < norms.size(); ++root) {
    const double distance = space.eigenvalue(root) - space.eigenvalue(0);
    if (norms[root] > std::max(kRoughResidual, options.rough_share * distance)) roots.push_back(root);
  }
  return roots;
}

bool are_above(const Subspace& space, const VectorXd& norms, double enough) {
  for (Index root = 0; root < norms.size(); ++root)
    if (!(space.eigenvalue(root) - norms[root] > enough)) return false;
  return true;
}

DavidsonResult interrupted_result() {
  DavidsonResult result;
  result.interrupted = true;
  return result;
}

}  // namespace

DavidsonResult lowest_eigenpair(const std::function<VectorXd(const VectorXd&)>& product,
                                const VectorXd& diagonal, std::vector<VectorXd> guesses,
                                const DavidsonOptions& options) {
  EIGENLAKE_ASSERT(!guesses.empty() && static_cast<int>(guesses.size()) < options.max_subspace / 2);
  Subspace space(product, options.stop, diagonal.size(), options.max_subspace);
  for (VectorXd& guess : guesses) space.add(std::move(guess));
  const Index num_states = space.size();

  DavidsonResult result;
  for (int iteration = 0; iteration < options.max_iterations; ++iteration) {
    if (is_stopped(options.stop)) return interrupted_result();
    space.solve();
    if (space.size() + num_states > options.max_subspace) space.restart(2 * num_states);
    MatrixXd residuals = space.residuals(num_states);
    const VectorXd norms = residuals.colwise().norm();
    result.eigenvalue = space.eigenvalue(0);
    result.residual = norms[0];
    if (options.on_round) options.on_round(iteration + 1, result.residual);
    if (iteration + 1 >= options.least_rounds && are_above(space, norms, options.enough)) {
      result.converged = true;
      break;
    }
    const std::vector<Index> unfinished = unfinished_states(space, norms, options);
    for (const Index root : unfinished) precondition(residuals.col(root), diagonal, space.eigenvalue(root));
    bool extended = false;
    for (const Index root : unfinished) extended |= space.add(residuals.col(root));
    if (is_stopped(options.stop)) return interrupted_result();
    // Without a new direction the subspace is invariant as far as rounding shows.
    if (!extended) {
      result.converged = unfinished.empty() || result.residual < 1e3 * options.residual_threshold;
      break;
    }
  }
  space.solve();
  result.eigenvector = space.state(0);
  result.products = space.products();
  return result;
}

}  // namespace eigenlake
