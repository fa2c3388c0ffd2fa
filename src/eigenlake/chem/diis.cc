// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/diis.h"

#include "eigenlake/chem/linear_algebra.h"

namespace eigenlake {

Eigen::MatrixXd Diis::extrapolate(const Eigen::MatrixXd& fock, const Eigen::MatrixXd& error) {
  entries_.push_back({fock, error});
  if (static_cast<int>(entries_.size()) > max_size_) entries_.pop_front();
  const auto size = static_cast<Eigen::Index>(entries_.size());
  if (size < 2) return fock;

  Eigen::MatrixXd overlaps(size, size);
  for (Eigen::Index i = 0; i < size; ++i)
    for (Eigen::Index j = 0; j <= i; ++j)
      overlaps(i, j) = overlaps(j, i) = entries_[i].error.cwiseProduct(entries_[j].error).sum();
  // Scaled to one on the newest entry: near convergence the products lie far below the ones of the
  // constraint.
  const double scale = overlaps(size - 1, size - 1);
  if (!(scale > 0.0)) return fock;
  Eigen::MatrixXd system = Eigen::MatrixXd::Ones(size + 1, size + 1);
  system.topLeftCorner(size, size) = overlaps / scale;
  system(size, size) = 0.0;
  const Eigen::VectorXd weights = solve(system, Eigen::VectorXd::Unit(size + 1, size));

  Eigen::MatrixXd combined = Eigen::MatrixXd::Zero(fock.rows(), fock.cols());
  for (Eigen::Index i = 0; i < size; ++i) combined += weights[i] * entries_[i].fock;
  return combined;
}

}  // namespace eigenlake
