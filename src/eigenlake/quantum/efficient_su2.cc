// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/efficient_su2.h"

#include "eigenlake/quantum/circuit_ansatz.h"

namespace eigenlake {

Circuit efficient_su2(int num_qubits, int reps) {
  Circuit circuit(num_qubits);
  for (int layer = 0; layer <= reps; ++layer) {
    if (layer > 0) add_reverse_linear_chain(circuit);
    add_rotation_layer(circuit, GateKind::kRY);
    add_rotation_layer(circuit, GateKind::kRZ);
  }
  return circuit;
}

namespace {

class EfficientSu2Family final : public AnsatzFamily {
 public:
  AnsatzKind kind() const override { return AnsatzKind::kEfficientSu2; }
  double count_parameters(const OrbitalSpace& orbitals, int reps) const override {
    return 2.0 * orbitals.num_qubits() * (reps + 1.0);
  }
  std::unique_ptr<Ansatz> make(const OrbitalSpace& orbitals, int reps) const override {
    Circuit circuit = efficient_su2(orbitals.num_qubits(), reps);
    auto start = last_layer_start(circuit, orbitals, reps * 2 * orbitals.num_qubits());
    return std::make_unique<CircuitAnsatz>(orbitals, std::move(circuit), std::move(start));
  }
};

}  // namespace

const AnsatzFamily& efficient_su2_family() {
  static const EfficientSu2Family family;
  return family;
}

}  // namespace eigenlake
