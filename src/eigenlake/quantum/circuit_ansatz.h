// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "eigenlake/quantum/ansatz.h"

namespace eigenlake {

/// An ansatz that is a circuit of elementary gates.
class CircuitAnsatz final : public Ansatz {
 public:
  /// Requires: the circuit has the qubits of the orbitals; hartree_fock_start is [circuit.num_parameters()].
  CircuitAnsatz(const OrbitalSpace& orbitals, Circuit circuit, std::vector<double> hartree_fock_start);

  const OrbitalSpace& orbitals() const override { return orbitals_; }
  StateSpace space() const override { return StateSpace::kQubits; }
  int num_parameters() const override { return circuit_.num_parameters(); }
  Circuit circuit() const override { return circuit_; }
  std::string openqasm() const override;
  std::vector<double> hartree_fock_start() const override { return hartree_fock_start_; }

 private:
  OrbitalSpace orbitals_;
  Circuit circuit_;
  std::vector<double> hartree_fock_start_;
};

/// A rotation of each qubit by its own new parameter.
void add_rotation_layer(Circuit& circuit, GateKind kind);

/// CX gates from the top down.
void add_reverse_linear_chain(Circuit& circuit);

/// Whether the Hartree–Fock determinant occupies the qubit: spin orbitals are blocked, alpha first.
bool is_occupied(int qubit, const OrbitalSpace& orbitals);

/// π for the occupied qubits in the layer of rotations about y that begins at `last_layer`, otherwise zero:
/// the gates before it do not change |0…0⟩.
std::vector<double> last_layer_start(const Circuit& circuit, const OrbitalSpace& orbitals, int last_layer);

}  // namespace eigenlake
