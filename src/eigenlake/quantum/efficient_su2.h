// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/quantum/ansatz.h"

namespace eigenlake {

/// Layers of RY and RZ on every qubit with chains of CX from the top down ("reverse linear") in between:
/// gate for gate and parameter for parameter Qiskit's efficient_su2(num_qubits, reps=reps).
Circuit efficient_su2(int num_qubits, int reps);

const AnsatzFamily& efficient_su2_family();

}  // namespace eigenlake
