#include "eigenlake/quantum/hardware_efficient.h"

#include <numbers>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

void add_rotation_layer(Circuit& circuit, GateKind kind) {
  for (int q = 0; q < circuit.num_qubits(); ++q)
    circuit.add({.kind = kind, .qubit = q, .angle = {.parameter = circuit.add_parameter()}});
}

void add_reverse_linear_chain(Circuit& circuit) {
  for (int q = circuit.num_qubits() - 1; q > 0; --q)
    circuit.add({.kind = GateKind::kCX, .qubit = q - 1, .other = q});
}

void add_exchange_between_all_pairs(Circuit& circuit) {
  for (int p = 0; p < circuit.num_qubits(); ++p)
    for (int q = p + 1; q < circuit.num_qubits(); ++q)
      circuit.add({.kind = GateKind::kXXPlusYY,
                   .qubit = p,
                   .other = q,
                   .angle = {.parameter = circuit.add_parameter(), .factor = 2.0}});
}

bool is_occupied(int qubit, int num_qubits, int num_alpha, int num_beta) {
  const int num_orbitals = num_qubits / 2;
  return qubit < num_orbitals ? qubit < num_alpha : qubit - num_orbitals < num_beta;
}

}  // namespace

Circuit efficient_su2(int num_qubits, int reps) {
  Circuit circuit(num_qubits);
  for (int layer = 0; layer <= reps; ++layer) {
    if (layer > 0) add_reverse_linear_chain(circuit);
    add_rotation_layer(circuit, GateKind::kRY);
    add_rotation_layer(circuit, GateKind::kRZ);
  }
  return circuit;
}

Circuit real_amplitudes(int num_qubits, int reps) {
  Circuit circuit(num_qubits);
  for (int layer = 0; layer <= reps; ++layer) {
    if (layer > 0) add_reverse_linear_chain(circuit);
    add_rotation_layer(circuit, GateKind::kRY);
  }
  return circuit;
}

Circuit excitation_preserving(int num_qubits, int reps, int num_alpha, int num_beta) {
  Circuit circuit(num_qubits);
  for (int q = 0; q < num_qubits; ++q)
    if (is_occupied(q, num_qubits, num_alpha, num_beta)) circuit.add({.kind = GateKind::kX, .qubit = q});
  for (int layer = 0; layer < reps; ++layer) {
    add_rotation_layer(circuit, GateKind::kRZ);
    add_exchange_between_all_pairs(circuit);
  }
  add_rotation_layer(circuit, GateKind::kRZ);
  return circuit;
}

Circuit hardware_efficient_circuit(AnsatzKind kind, int num_qubits, int reps, int num_alpha, int num_beta) {
  EIGENLAKE_ASSERT(num_qubits % 2 == 0 && kind != AnsatzKind::kUccsd);
  if (kind == AnsatzKind::kEfficientSu2) return efficient_su2(num_qubits, reps);
  if (kind == AnsatzKind::kRealAmplitudes) return real_amplitudes(num_qubits, reps);
  return excitation_preserving(num_qubits, reps, num_alpha, num_beta);
}

std::vector<double> hartree_fock_parameters(AnsatzKind kind, int reps, int num_qubits, int num_alpha,
                                            int num_beta) {
  const Circuit circuit = hardware_efficient_circuit(kind, num_qubits, reps, num_alpha, num_beta);
  std::vector<double> parameters(static_cast<size_t>(circuit.num_parameters()), 0.0);
  if (kind == AnsatzKind::kExcitationPreserving) return parameters;
  const int layer_size = num_qubits * (kind == AnsatzKind::kEfficientSu2 ? 2 : 1);
  const int last_layer = reps * layer_size;
  for (int q = 0; q < num_qubits; ++q)
    if (is_occupied(q, num_qubits, num_alpha, num_beta))
      parameters[static_cast<size_t>(last_layer + q)] = std::numbers::pi;
  return parameters;
}

}  // namespace eigenlake
