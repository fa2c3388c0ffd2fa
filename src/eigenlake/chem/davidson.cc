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

/// Orthonormal vectors with their products and the operator's matrix between them.
class Subspace {
 public:
  Subspace(const std::function<VectorXd(const VectorXd&)>& product, const StopRequest& stop)
      : product_(product), stop_(stop) {}

  size_t size() const { return vectors_.size(); }
  int products() const { return products_; }

  /// Adds the part of `vector` that is new; false where there is none, and after a stop.
  bool add(VectorXd vector) {
    if (is_stopped(stop_)) return false;
    double norm = vector.norm();
    if (!(norm > 0.0)) return false;
    vector /= norm;
    for (int pass = 0; pass < 2; ++pass) {
      for (const VectorXd& other : vectors_) vector -= other.dot(vector) * other;
      norm = vector.norm();
      if (norm < kDependent) return false;
      vector /= norm;
    }
    VectorXd image = product_(vector);
    if (is_stopped(stop_)) return false;
    products_values_.push_back(std::move(image));
    ++products_;
    vectors_.push_back(std::move(vector));
    extend_matrix();
    return true;
  }

  void solve() {
    Eigensystem system = eigensystem_of(matrix_);
    eigenvalues_ = std::move(system.values);
    weights_ = std::move(system.vectors);
  }

  double eigenvalue(Index root) const { return eigenvalues_[root]; }
  VectorXd state(Index root) const { return combine(vectors_, root); }
  VectorXd residual(Index root) const {
    return combine(products_values_, root) - eigenvalues_[root] * state(root);
  }

  /// Replaces the vectors by the lowest states. Needs no product: those of the states are combinations.
  void restart(Index num_states) {
    std::vector<VectorXd> states, products;
    for (Index root = 0; root < num_states && !is_stopped(stop_); ++root) {
      states.push_back(state(root));
      products.push_back(combine(products_values_, root));
    }
    if (is_stopped(stop_)) return;
    vectors_ = std::move(states);
    products_values_ = std::move(products);
    matrix_ = eigenvalues_.head(num_states).asDiagonal();
    solve();
  }

 private:
  VectorXd combine(const std::vector<VectorXd>& vectors, Index root) const {
    VectorXd sum = VectorXd::Zero(vectors[0].size());
    for (size_t i = 0; i < vectors.size(); ++i) sum += weights_(static_cast<Index>(i), root) * vectors[i];
    return sum;
  }

  void extend_matrix() {
    const auto n = static_cast<Index>(vectors_.size());
    matrix_.conservativeResize(n, n);
    for (Index i = 0; i < n; ++i)
      matrix_(i, n - 1) = matrix_(n - 1, i) = vectors_[static_cast<size_t>(i)].dot(products_values_.back());
  }

  const std::function<VectorXd(const VectorXd&)>& product_;
  const StopRequest& stop_;
  std::vector<VectorXd> vectors_;
  std::vector<VectorXd> products_values_;
  MatrixXd matrix_;
  VectorXd eigenvalues_;
  MatrixXd weights_;
  int products_ = 0;
};

VectorXd preconditioned(const VectorXd& residual, const VectorXd& diagonal, double eigenvalue) {
  VectorXd correction(residual.size());
  for (Index i = 0; i < residual.size(); ++i) {
    const double gap = diagonal[i] - eigenvalue;
    correction[i] =
        residual[i] / (std::abs(gap) < kLeastDenominator ? std::copysign(kLeastDenominator, gap) : gap);
  }
  return correction;
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
  Subspace space(product, options.stop);
  for (VectorXd& guess : guesses) space.add(std::move(guess));
  if (is_stopped(options.stop)) return interrupted_result();
  const auto num_states = static_cast<Index>(space.size());

  DavidsonResult result;
  for (int iteration = 0; iteration < options.max_iterations; ++iteration) {
    space.solve();
    if (static_cast<int>(space.size()) + num_states > options.max_subspace) space.restart(2 * num_states);
    std::vector<VectorXd> corrections;
    bool above = true;
    for (Index root = 0; root < num_states; ++root) {
      if (is_stopped(options.stop)) return interrupted_result();
      const VectorXd residual = space.residual(root);
      const double norm = residual.norm();
      above = above && space.eigenvalue(root) - norm > options.enough;
      if (root == 0) result.residual = norm;
      if (norm > (root == 0 ? options.residual_threshold : kRoughResidual))
        corrections.push_back(preconditioned(residual, diagonal, space.eigenvalue(root)));
    }
    result.eigenvalue = space.eigenvalue(0);
    if (options.on_round) options.on_round(iteration + 1, result.residual);
    if (above && iteration + 1 >= options.least_rounds) {
      result.converged = true;
      break;
    }
    bool extended = false;
    for (VectorXd& correction : corrections) extended |= space.add(std::move(correction));
    if (is_stopped(options.stop)) return interrupted_result();
    // Without a new direction the subspace is invariant as far as rounding shows.
    if (!extended) {
      result.converged = corrections.empty() || result.residual < 1e3 * options.residual_threshold;
      break;
    }
  }
  space.solve();
  result.eigenvector = space.state(0);
  result.products = space.products();
  return result;
}

}  // namespace eigenlake
