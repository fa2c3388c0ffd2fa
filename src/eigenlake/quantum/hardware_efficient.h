#pragma once

#include <vector>

#include "eigenlake/quantum/ansatz.h"
#include "eigenlake/quantum/circuit.h"

namespace eigenlake {

/// Layers of RY and RZ on every qubit with chains of CX from the top down ("reverse linear") in between:
/// gate for gate and parameter for parameter Qiskit's efficient_su2(num_qubits, reps=reps).
Circuit efficient_su2(int num_qubits, int reps);

/// The same with RY alone: Qiskit's real_amplitudes(num_qubits, reps=reps).
Circuit real_amplitudes(int num_qubits, int reps);

/// Layers of RZ and of XX+YY rotations between all pairs, on the Hartree–Fock determinant: Qiskit's
/// excitation_preserving(num_qubits, entanglement="full", mode="iswap", reps=reps) after the X gates.
/// Conserves the number of particles, but not alpha and beta separately.
Circuit excitation_preserving(int num_qubits, int reps, int num_alpha, int num_beta);

/// One of the three above. Requires: kind != kUccsd, num_qubits even.
Circuit hardware_efficient_circuit(AnsatzKind kind, int num_qubits, int reps, int num_alpha, int num_beta);

/// Parameters that make the circuit give exactly the Hartree–Fock determinant (up to a phase): all zero but
/// the RY angles of the last layer, which are π where the determinant is occupied; the CX chains before it
/// act on |0…0⟩ and do nothing. For kExcitationPreserving all are zero.
///
/// Requires: kind != kUccsd, num_qubits even.
std::vector<double> hartree_fock_parameters(AnsatzKind kind, int reps, int num_qubits, int num_alpha,
                                            int num_beta);

}  // namespace eigenlake
