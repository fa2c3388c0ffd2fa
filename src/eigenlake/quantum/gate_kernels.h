// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/quantum/circuit.h"
#include "eigenlake/quantum/state_vector.h"

namespace eigenlake {

/// ∂E/∂angle of one rotation, given the state after it and the adjoint at the same place:
/// Im⟨adjoint|G|state⟩ for the gate exp(−i·angle/2·G).
///
/// Requires: has_angle(gate.kind); states of one field.
double angle_derivative(const StateVector& adjoint, const StateVector& state, const Gate& gate,
                        ThreadPool& pool);

/// Applies one gate with its angle already evaluated. One pass over the state.
///
/// Requires: a real gate for a real state.
void apply_gate(StateVector& state, const Gate& gate, double angle, ThreadPool& pool);

/// Applies the inverse of the gate with that angle.
void unapply_gate(StateVector& state, const Gate& gate, double angle, ThreadPool& pool);

}  // namespace eigenlake
