// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include <Eigen/Dense>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/chem/eri_tensor.h"

namespace eigenlake {

struct CoulombExchange {
  Eigen::MatrixXd coulomb;   ///< J_pq = Σ_rs (pq|rs) D_rs
  Eigen::MatrixXd exchange;  ///< K_pr = Σ_qs (pq|rs) D_qs
};

/// Both matrices of each density, [num_densities], in the units of the integrals.
///
/// Requires: the densities are symmetric, [num_functions, num_functions].
/// Cost:     one pass over the stored integrals, whatever the number of densities; for each of them eight
///           multiplications and additions an integral, and 16 copies of both matrices.
/// Threads:  `pool` may be null; the bits do not depend on it.
std::vector<CoulombExchange> coulomb_exchange(const EriTensor& eri,
                                              std::span<const Eigen::MatrixXd> densities,
                                              ThreadPool* pool = nullptr);

/// One of them alone. Half of the work of both, but the same pass over the integrals.
Eigen::MatrixXd coulomb_matrix(const EriTensor& eri, const Eigen::MatrixXd& density,
                               ThreadPool* pool = nullptr);
Eigen::MatrixXd exchange_matrix(const EriTensor& eri, const Eigen::MatrixXd& density,
                                ThreadPool* pool = nullptr);

}  // namespace eigenlake
