// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/quantum/ansatz.h"

namespace eigenlake {

/// Layers of RZ and of XX+YY rotations between all pairs, on the Hartree–Fock determinant: Qiskit's
/// excitation_preserving(num_qubits, entanglement="full", mode="iswap", reps=reps) after the X gates.
/// Conserves the number of particles, but not of alpha and beta separately.
Circuit excitation_preserving(const OrbitalSpace& orbitals, int reps);

const AnsatzFamily& excitation_preserving_family();

}  // namespace eigenlake
