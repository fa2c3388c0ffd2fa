// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/quantum/state_vector.h"

namespace eigenlake {

/// RY on every qubit, then RZ on every qubit; an empty span omits that kind.
struct RotationAngles {
  std::span<const double> ry;  ///< [num_qubits] or empty
  std::span<const double> rz;  ///< [num_qubits] or empty
};

/// Overwrites `state` with the layer applied to |0…0⟩, a product state.
void prepare_rotated_zero(StateVector& state, const RotationAngles& angles, ThreadPool& pool);

/// Requires: no RZ for a real state.
/// Cost:     two sweeps over the state, in cached blocks for the low qubits, strided for the high ones.
void apply_rotation_layer(StateVector& state, const RotationAngles& angles, ThreadPool& pool);

/// Undoes the layer on `state` and on `adjoint` and writes ∂E/∂angle = 2 Re⟨adjoint|∂state/∂angle⟩ of each
/// rotation.
///
/// Requires: ry_gradient and rz_gradient are as long as the angles; both states have the same field.
void unapply_rotation_layer(StateVector& state, StateVector& adjoint, const RotationAngles& angles,
                            std::span<double> ry_gradient, std::span<double> rz_gradient, ThreadPool& pool);

}  // namespace eigenlake
