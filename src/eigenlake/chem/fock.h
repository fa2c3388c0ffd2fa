#pragma once

#include <span>
#include <vector>

#include <Eigen/Dense>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/chem/integrals.h"

namespace eigenlake {

/// J_pq = Σ_rs (pq|rs) D_rs.
///
/// Requires: `density` is symmetric.
/// Threads:  `pool` may be null; the bits do not depend on it.
Eigen::MatrixXd coulomb_matrix(const EriTensor& eri, const Eigen::MatrixXd& density,
                               ThreadPool* pool = nullptr);

/// K_pr = Σ_qs (pq|rs) D_qs. Requires and Threads as coulomb_matrix.
Eigen::MatrixXd exchange_matrix(const EriTensor& eri, const Eigen::MatrixXd& density,
                                ThreadPool* pool = nullptr);

struct CoulombExchange {
  Eigen::MatrixXd coulomb, exchange;
};

/// J and K of each density, [num_densities]. Requires and Threads as coulomb_matrix.
std::vector<CoulombExchange> coulomb_exchange(const EriTensor& eri,
                                              std::span<const Eigen::MatrixXd> densities,
                                              ThreadPool* pool = nullptr);

}  // namespace eigenlake
