// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/circuit.h"

#include <algorithm>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

struct GateFacts {
  std::string_view name;
  int num_qubits;
  bool has_angle;
  bool is_real;
};

const GateFacts& facts_of(GateKind kind) {
  static constexpr GateFacts kFacts[] = {
      {"x", 1, false, true},    {"h", 1, false, true},   {"s", 1, false, false},
      {"sdg", 1, false, false}, {"rx", 1, true, false},  {"ry", 1, true, true},
      {"rz", 1, true, false},   {"cx", 2, false, true},  {"cz", 2, false, true},
      {"rxx", 2, true, false},  {"ryy", 2, true, false}, {"xx_plus_yy", 2, true, false},
  };
  return kFacts[static_cast<size_t>(kind)];
}

}  // namespace

std::string_view name_of(GateKind kind) {
  return facts_of(kind).name;
}
int num_qubits_of(GateKind kind) {
  return facts_of(kind).num_qubits;
}
bool has_angle(GateKind kind) {
  return facts_of(kind).has_angle;
}

void Circuit::add(Gate gate) {
  EIGENLAKE_ASSERT(gate.qubit >= 0 && gate.qubit < num_qubits_);
  if (num_qubits_of(gate.kind) == 2)
    EIGENLAKE_ASSERT(gate.other >= 0 && gate.other < num_qubits_ && gate.other != gate.qubit);
  EIGENLAKE_ASSERT(gate.angle.parameter < num_parameters_);
  gates_.push_back(gate);
}

bool Circuit::is_real() const {
  return std::ranges::all_of(gates_, [](const Gate& gate) { return facts_of(gate.kind).is_real; });
}

}  // namespace eigenlake
