// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/circuit_ansatz.h"

#include <numbers>

#include "eigenlake/base/assert.h"
#include "eigenlake/quantum/openqasm.h"

namespace eigenlake {

CircuitAnsatz::CircuitAnsatz(const OrbitalSpace& orbitals, Circuit circuit,
                             std::vector<double> hartree_fock_start)
    : orbitals_(orbitals), circuit_(std::move(circuit)), hartree_fock_start_(std::move(hartree_fock_start)) {
  EIGENLAKE_ASSERT(circuit_.num_qubits() == orbitals.num_qubits());
  EIGENLAKE_ASSERT(hartree_fock_start_.size() == static_cast<size_t>(circuit_.num_parameters()));
}

std::string CircuitAnsatz::openqasm() const {
  return to_openqasm(circuit_);
}

void add_rotation_layer(Circuit& circuit, GateKind kind) {
  for (int q = 0; q < circuit.num_qubits(); ++q)
    circuit.add({.kind = kind, .qubit = q, .angle = {.parameter = circuit.add_parameter()}});
}

void add_reverse_linear_chain(Circuit& circuit) {
  for (int q = circuit.num_qubits() - 1; q > 0; --q)
    circuit.add({.kind = GateKind::kCX, .qubit = q - 1, .other = q});
}

bool is_occupied(int qubit, const OrbitalSpace& orbitals) {
  const int n = orbitals.num_orbitals;
  return qubit < n ? qubit < orbitals.num_alpha : qubit - n < orbitals.num_beta;
}

std::vector<double> last_layer_start(const Circuit& circuit, const OrbitalSpace& orbitals, int last_layer) {
  std::vector<double> parameters(static_cast<size_t>(circuit.num_parameters()), 0.0);
  for (int q = 0; q < circuit.num_qubits(); ++q)
    if (is_occupied(q, orbitals)) parameters[static_cast<size_t>(last_layer + q)] = std::numbers::pi;
  return parameters;
}

}  // namespace eigenlake
