// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "eigenlake/quantum/circuit_ansatz.h"
#include "eigenlake/quantum/excitation_gates.h"
#include "eigenlake/quantum/openqasm.h"
#include "eigenlake/quantum/uccsd.h"

namespace eigenlake {
namespace {

/// The gates as statements over p0 and q0 … q3.
std::string body_of(std::span<const ExcitationGate> gates) {
  std::string body;
  for (const ExcitationGate& gate : gates) {
    if (gate.kind == ExcitationGate::Kind::kCX)
      body += fmt::format("cx q{}, q{};\n", gate.qubit, gate.other);
    else if (gate.kind == ExcitationGate::Kind::kRY)
      body += fmt::format("ry({}) q{};\n", gate.angle, gate.qubit);
    else
      body += fmt::format("cry({}) q{}, q{};\n", gate.angle, gate.qubit, gate.other);
  }
  return body;
}

/// Conjugation with CZ multiplies an operator that flips q0 by the sign of a parity.
std::string fermionic_body(std::string_view name, int num_excited, int num_qubits) {
  std::string signs;
  for (int k = num_excited; k < num_qubits; ++k) signs += fmt::format("cz q{}, q0;\n", k);
  return fmt::format("{}{}(p0) {};\n{}", signs, name, numbered_names('q', num_excited), signs);
}

void add_excitation(OpenQasmWriter& writer, const FermionicExcitation& excitation) {
  const std::vector<int> qubits = excitation_qubits(excitation);
  const int count = static_cast<int>(qubits.size()), num_excited = excitation.is_single() ? 2 : 4;
  std::string name = excitation.is_single() ? "single_excitation" : "double_excitation";
  writer.define(name, 1, num_excited, body_of(excitation_gates(excitation.is_single())));
  if (count > num_excited) {
    const std::string body = fermionic_body(name, num_excited, count);
    name += fmt::format("_{}", count - num_excited);
    writer.define(name, 1, count, body);
  }
  const auto& [first, second] = excitation.angle;
  const Angle angles[2] = {{first.parameter, first.coefficient}, {second.parameter, -second.coefficient}};
  if (second.parameter < 0) return writer.call(name, std::span(angles).first(1), qubits);
  const std::string body = fmt::format("{}(p0 - p1) {};\n", name, numbered_names('q', count));
  name += "_difference";
  writer.define(name, 2, count, body);
  writer.call(name, angles, qubits);
}

}  // namespace

std::string UccsdAnsatz::openqasm() const {
  OpenQasmWriter writer(orbitals_.num_qubits(), num_parameters());
  for (int q = 0; q < orbitals_.num_qubits(); ++q)
    if (is_occupied(q, orbitals_)) writer.add({GateKind::kX, q});
  for (const FermionicExcitation& excitation : excitations_) add_excitation(writer, excitation);
  return writer.text();
}

}  // namespace eigenlake
