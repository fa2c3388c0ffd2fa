// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/excitation_preserving.h"

#include "eigenlake/quantum/circuit_ansatz.h"

namespace eigenlake {
namespace {

void add_exchange_between_all_pairs(Circuit& circuit) {
  for (int p = 0; p < circuit.num_qubits(); ++p)
    for (int q = p + 1; q < circuit.num_qubits(); ++q)
      circuit.add({.kind = GateKind::kXXPlusYY,
                   .qubit = p,
                   .other = q,
                   .angle = {.parameter = circuit.add_parameter(), .factor = 2.0}});
}

class ExcitationPreservingFamily final : public AnsatzFamily {
 public:
  AnsatzKind kind() const override { return AnsatzKind::kExcitationPreserving; }
  int default_restarts(double num_parameters) const override {
    constexpr double kMany = 300;
    const int usual = AnsatzFamily::default_restarts(num_parameters);
    return usual == 1 && num_parameters <= kMany ? 2 : usual;
  }
  double count_parameters(const OrbitalSpace& orbitals, int reps) const override {
    const double qubits = orbitals.num_qubits();
    return reps * (qubits + qubits * (qubits - 1) / 2) + qubits;
  }
  std::unique_ptr<Ansatz> make(const OrbitalSpace& orbitals, int reps) const override {
    Circuit circuit = excitation_preserving(orbitals, reps);
    std::vector<double> start(static_cast<size_t>(circuit.num_parameters()), 0.0);
    return std::make_unique<CircuitAnsatz>(orbitals, std::move(circuit), std::move(start));
  }
};

}  // namespace

Circuit excitation_preserving(const OrbitalSpace& orbitals, int reps) {
  Circuit circuit(orbitals.num_qubits());
  for (int q = 0; q < circuit.num_qubits(); ++q)
    if (is_occupied(q, orbitals)) circuit.add({.kind = GateKind::kX, .qubit = q});
  for (int layer = 0; layer < reps; ++layer) {
    add_rotation_layer(circuit, GateKind::kRZ);
    add_exchange_between_all_pairs(circuit);
  }
  add_rotation_layer(circuit, GateKind::kRZ);
  return circuit;
}

const AnsatzFamily& excitation_preserving_family() {
  static const ExcitationPreservingFamily family;
  return family;
}

}  // namespace eigenlake
