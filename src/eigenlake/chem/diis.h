// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>

#include <Eigen/Dense>

namespace eigenlake {

/// Direct inversion in the iterative subspace: the combination of earlier Fock matrices whose error vectors
/// cancel best.
/// Source: Pulay, Chem. Phys. Lett. 73, 393 (1980).
class Diis {
 public:
  explicit Diis(int max_size = 8) : max_size_(max_size) {}

  /// Stores one pair and returns the extrapolation over all stored ones.
  Eigen::MatrixXd extrapolate(const Eigen::MatrixXd& fock, const Eigen::MatrixXd& error);

 private:
  struct Entry {
    Eigen::MatrixXd fock;
    Eigen::MatrixXd error;
  };
  int max_size_;
  std::deque<Entry> entries_;
};

}  // namespace eigenlake
