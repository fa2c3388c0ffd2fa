#pragma once

#include <span>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/quantum/rotation_angles.h"
#include "eigenlake/quantum/state_vector.h"

namespace eigenlake {

/// Overwrites `state` with the layer applied to |0…0⟩, a product state.
void prepare_rotated_zero(StateVector& state, const RotationAngles& angles, ThreadPool& pool);

/// Applies the layer. Requires: no RZ for a real state.
/// Cost: two sweeps over the state whatever the number of qubits: one cached block at a time for the low
/// qubits,
///       strided for the high ones.
void apply_rotation_layer(StateVector& state, const RotationAngles& angles, ThreadPool& pool);

/// Undoes the layer on `state` and on `adjoint` and writes ∂E/∂angle of each rotation on the way, where
/// ∂E/∂x = 2 Re⟨adjoint|∂state/∂x⟩.
///
/// Requires: ry_gradient and rz_gradient are as long as the angles; both states have one field.
void unapply_rotation_layer(StateVector& state, StateVector& adjoint, const RotationAngles& angles,
                            std::span<double> ry_gradient, std::span<double> rz_gradient, ThreadPool& pool);

}  // namespace eigenlake
