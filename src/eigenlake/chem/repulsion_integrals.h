#pragma once

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/chem/cint_input.h"
#include "eigenlake/chem/eri_tensor.h"

namespace eigenlake {

/// (pq|rs) over all functions of `input`, in hartree. Integrals that the Cauchy–Schwarz inequality bounds by
/// `negligible` are left zero; the default is a rounding error of the largest ones.
///
/// Cost:    num_functions⁴ / 8 doubles.
/// Threads: `pool` may be null; the bits do not depend on it.
EriTensor repulsion_integrals(CintInput& input, ThreadPool* pool = nullptr, double negligible = 1e-14);

}  // namespace eigenlake
