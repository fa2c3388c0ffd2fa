// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/circuit_ansatz.h"
#include "eigenlake/quantum/excitation_gates.h"
#include "eigenlake/quantum/uccsd.h"

namespace eigenlake {
namespace {

/// RY by factor · θ: rotations about one axis add, so that each parameter's term of θ is one RY.
void add_rotation(Circuit& circuit, const FermionicExcitation& excitation, double factor, int qubit) {
  for (const AngleTerm& term : excitation.angle)
    if (term.parameter >= 0)
      circuit.add({.kind = GateKind::kRY,
                   .qubit = qubit,
                   .angle = {.parameter = term.parameter, .factor = factor * term.coefficient}});
}

void add_gate(Circuit& circuit, const FermionicExcitation& excitation, const ExcitationGate& gate,
              std::span<const int> qubits) {
  const auto at = [&](int place) { return qubits[static_cast<size_t>(place)]; };
  if (gate.kind == ExcitationGate::Kind::kRY)
    return add_rotation(circuit, excitation, gate.factor, at(gate.qubit));
  const Gate cx{.kind = GateKind::kCX, .qubit = at(gate.qubit), .other = at(gate.other)};
  if (gate.kind == ExcitationGate::Kind::kCX) return circuit.add(cx);
  add_rotation(circuit, excitation, gate.factor / 2, at(gate.other));
  circuit.add(cx);
  add_rotation(circuit, excitation, -gate.factor / 2, at(gate.other));
  circuit.add(cx);
}

void add_excitation(Circuit& circuit, const FermionicExcitation& excitation) {
  const std::vector<int> qubits = excitation_qubits(excitation);
  const size_t num_excited = excitation.is_single() ? 2 : 4;
  const auto add_signs = [&] {
    for (size_t k = num_excited; k < qubits.size(); ++k)
      circuit.add({.kind = GateKind::kCZ, .qubit = qubits[k], .other = qubits[0]});
  };
  add_signs();
  for (const ExcitationGate& gate : excitation_gates(excitation.is_single()))
    add_gate(circuit, excitation, gate, qubits);
  add_signs();
}

}  // namespace

Circuit UccsdAnsatz::circuit() const {
  Circuit circuit(orbitals_.num_qubits(), num_parameters());
  for (int q = 0; q < orbitals_.num_qubits(); ++q)
    if (is_occupied(q, orbitals_)) circuit.add({.kind = GateKind::kX, .qubit = q});
  for (const FermionicExcitation& excitation : excitations_) add_excitation(circuit, excitation);
  return circuit;
}

}  // namespace eigenlake
