// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/quantum/ansatz.h"

namespace eigenlake {

/// Layers of RY on every qubit with chains of CX from the top down in between: Qiskit's
/// real_amplitudes(num_qubits, reps=reps).
Circuit real_amplitudes(int num_qubits, int reps);

const AnsatzFamily& real_amplitudes_family();

}  // namespace eigenlake
