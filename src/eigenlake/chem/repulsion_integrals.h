// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/base/stop_request.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/chem/cint_input.h"
#include "eigenlake/chem/eri_tensor.h"

namespace eigenlake {

/// The default bound: a rounding error of the largest integrals.
inline constexpr double kNegligible = 1e-14;

/// (pq|rs) over all functions of `input`, in hartree. Integrals that the Cauchy–Schwarz inequality bounds by
/// `negligible` are left zero. `stop` is checked at each pair of shells; after a stop the result is void.
///
/// Cost:    num_functions⁴ / 8 doubles.
/// Threads: `pool` may be null; the bits do not depend on it.
EriTensor repulsion_integrals(CintInput& input, ThreadPool* pool = nullptr, double negligible = kNegligible,
                              const StopRequest& stop = {});

}  // namespace eigenlake
