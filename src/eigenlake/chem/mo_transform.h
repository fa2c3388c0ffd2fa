// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <Eigen/Dense>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/chem/integrals.h"

namespace eigenlake {

/// Repulsion integrals over the orbitals in the columns of `coefficients`: (pq|rs), row-major [m, m, m, m].
/// `stop` is checked at each task; after a stop the result is void.
///
/// Cost:    O(n^5) time; num_ao² · m² / 4 doubles besides the result.
/// Threads: `pool` may be null; the bits do not depend on it.
std::vector<double> transform_eri(const EriTensor& eri, const Eigen::MatrixXd& coefficients,
                                  ThreadPool* pool = nullptr, const StopRequest& stop = {});

}  // namespace eigenlake
