// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/quantum/estimator.h"
#include "eigenlake/quantum/state_vector.h"

namespace eigenlake {

struct ElectronCounts {
  int num_alpha = 0;
  int num_beta = 0;
};

/// weight · (⟨(N − N0)²⟩ + ⟨(Sz − Sz0)²⟩) is added to the objective; 0 adds nothing.
struct PenaltyOptions {
  double weight = 0.0;  ///< hartree
};

/// ⟨N⟩, ⟨Sz⟩, ⟨S²⟩ and the weight outside of the sector of `electrons`, for blocked spin order.
///
/// Requires: an even number of qubits and a normalised state.
/// Cost:     for ⟨S²⟩ one pass over an eighth of the amplitudes for each pair of orbitals.
StateProperties measure_electrons(const StateVector& state, ElectronCounts electrons, ThreadPool& pool);

/// ⟨state|P|state⟩ of the penalty operator P, which is diagonal; if `adjoint` is given, P|state⟩ is added to
/// it.
///
/// Requires: an even number of qubits.
double penalty_of(const StateVector& state, ElectronCounts electrons, PenaltyOptions penalty,
                  StateVector* adjoint, ThreadPool& pool);

}  // namespace eigenlake
