// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/real_amplitudes.h"

#include "eigenlake/quantum/circuit_ansatz.h"

namespace eigenlake {

Circuit real_amplitudes(int num_qubits, int reps) {
  Circuit circuit(num_qubits);
  for (int layer = 0; layer <= reps; ++layer) {
    if (layer > 0) add_reverse_linear_chain(circuit);
    add_rotation_layer(circuit, GateKind::kRY);
  }
  return circuit;
}

namespace {

class RealAmplitudesFamily final : public AnsatzFamily {
 public:
  AnsatzKind kind() const override { return AnsatzKind::kRealAmplitudes; }
  bool is_real() const override { return true; }
  double count_parameters(const OrbitalSpace& orbitals, int reps) const override {
    return orbitals.num_qubits() * (reps + 1.0);
  }
  std::unique_ptr<Ansatz> make(const OrbitalSpace& orbitals, int reps) const override {
    Circuit circuit = real_amplitudes(orbitals.num_qubits(), reps);
    auto start = last_layer_start(circuit, orbitals, reps * orbitals.num_qubits());
    return std::make_unique<CircuitAnsatz>(orbitals, std::move(circuit), std::move(start));
  }
};

}  // namespace

const AnsatzFamily& real_amplitudes_family() {
  static const RealAmplitudesFamily family;
  return family;
}

}  // namespace eigenlake
