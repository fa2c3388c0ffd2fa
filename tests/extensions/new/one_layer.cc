// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/one_layer.h"

#include "eigenlake/quantum/circuit_ansatz.h"

namespace eigenlake {
namespace {

class OneLayerFamily final : public AnsatzFamily {
 public:
  AnsatzKind kind() const override { return AnsatzKind::kOneLayer; }
  bool is_real() const override { return true; }
  double count_parameters(const OrbitalSpace& orbitals, int) const override { return orbitals.num_qubits(); }
  std::unique_ptr<Ansatz> make(const OrbitalSpace& orbitals, int) const override {
    Circuit circuit(orbitals.num_qubits());
    add_rotation_layer(circuit, GateKind::kRY);
    auto start = last_layer_start(circuit, orbitals, 0);
    return std::make_unique<CircuitAnsatz>(orbitals, std::move(circuit), std::move(start));
  }
};

}  // namespace

const AnsatzFamily& one_layer_family() {
  static const OneLayerFamily family;
  return family;
}

}  // namespace eigenlake
