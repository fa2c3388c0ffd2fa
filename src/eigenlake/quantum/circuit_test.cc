// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/circuit.h"

#include <random>

#include "tests/oracle/dense_quantum.h"
#include <gtest/gtest.h>

#include "eigenlake/quantum/circuit_program.h"
#include "eigenlake/quantum/gate_kernels.h"
#include "eigenlake/quantum/state_vector.h"

namespace eigenlake {
namespace {

constexpr GateKind kAllKinds[] = {GateKind::kX,  GateKind::kH,   GateKind::kS,   GateKind::kSdg,
                                  GateKind::kRX, GateKind::kRY,  GateKind::kRZ,  GateKind::kCX,
                                  GateKind::kCZ, GateKind::kRXX, GateKind::kRYY, GateKind::kXXPlusYY};

oracle::Vector vector_of(const StateVector& state) {
  oracle::Vector vector(Eigen::Index{1} << state.num_qubits());
  for (Eigen::Index i = 0; i < vector.size(); ++i) vector(i) = state.amplitude(static_cast<uint64_t>(i));
  return vector;
}

void fill_randomly(StateVector& state, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  for (size_t i = 0; i < state.size(); ++i) {
    state.re()[i] = normal(random);
    if (state.im()) state.im()[i] = normal(random);
  }
}

TEST(Gate, EveryKindOnEveryPairOfQubitsIsItsMatrix) {
  constexpr int kQubits = 6;  // enough for whole vectors above both qubits
  std::mt19937_64 random(1);
  ThreadPool pool(2);
  StateVector state(kQubits, StateField::kComplex);
  for (const GateKind kind : kAllKinds) {
    for (int p = 0; p < kQubits; ++p) {
      for (int q = 0; q < kQubits; ++q) {
        if (p == q || (num_qubits_of(kind) == 1 && q != (p + 1) % kQubits)) continue;
        const Gate gate{.kind = kind, .qubit = p, .other = num_qubits_of(kind) == 2 ? q : -1};
        const double angle = 0.3 + p + 0.1 * q;
        fill_randomly(state, random);
        const oracle::Vector before = vector_of(state);
        apply_gate(state, gate, angle, pool);
        ASSERT_LT((vector_of(state) - oracle::matrix_of(gate, angle, kQubits) * before).norm(), 1e-13)
            << name_of(kind) << " " << p << " " << q;
        unapply_gate(state, gate, angle, pool);
        ASSERT_LT((vector_of(state) - before).norm(), 1e-13) << name_of(kind);
      }
    }
  }
}

/// Random gates over random parameters and constants, long enough to meet every way of fusing.
Circuit random_circuit(int num_qubits, int num_gates, bool real, std::mt19937_64& random) {
  constexpr GateKind kRealKinds[] = {GateKind::kX, GateKind::kH, GateKind::kRY, GateKind::kCX, GateKind::kCZ};
  Circuit circuit(num_qubits, 3);
  for (int i = 0; i < num_gates; ++i) {
    const GateKind kind =
        real ? kRealKinds[random() % std::size(kRealKinds)] : kAllKinds[random() % std::size(kAllKinds)];
    if (num_qubits_of(kind) > num_qubits) continue;
    Gate gate{.kind = kind, .qubit = static_cast<int>(random() % static_cast<uint64_t>(num_qubits))};
    if (num_qubits_of(kind) == 2)
      gate.other =
          (gate.qubit + 1 + static_cast<int>(random() % static_cast<uint64_t>(num_qubits - 1))) % num_qubits;
    if (has_angle(kind) && random() % 3 == 0) gate.angle.constant = 0.7;
    if (has_angle(kind) && gate.angle.constant == 0.0)
      gate.angle = {.parameter = static_cast<int>(random() % 3), .factor = random() % 2 ? 1.0 : -2.0};
    circuit.add(gate);
  }
  return circuit;
}

class FusedCircuit : public testing::TestWithParam<int> {};

TEST_P(FusedCircuit, MakesTheStateOfItsGates) {
  const int n = GetParam();
  std::mt19937_64 random(static_cast<unsigned>(n));
  ThreadPool pool(2);
  const std::vector<double> parameters = {0.4, -1.9, 2.8};
  for (int trial = 0; trial < 20; ++trial) {
    const bool real = trial % 2 == 0;
    const Circuit circuit = random_circuit(n, 40, real, random);
    ASSERT_TRUE(!real || circuit.is_real());
    const StateField field = circuit.is_real() ? StateField::kReal : StateField::kComplex;
    StateVector state(n, field), scratch(n, field);
    CircuitProgram(circuit).run(parameters, state, scratch, pool);
    ASSERT_LT((vector_of(state) - oracle::state_of(circuit, parameters)).norm(), 1e-12) << "trial " << trial;
    ASSERT_NEAR(vector_of(state).squaredNorm(), 1.0, 1e-12);
  }
}

INSTANTIATE_TEST_SUITE_P(Qubits, FusedCircuit, testing::Values(1, 2, 3, 4, 6));

TEST(CircuitProgram, FusesLayersAndChainsOfAnAnsatz) {
  Circuit circuit(4);
  for (int layer = 0; layer < 3; ++layer) {
    for (const GateKind kind : {GateKind::kRY, GateKind::kRZ})
      for (int q = 0; q < 4; ++q)
        circuit.add({.kind = kind, .qubit = q, .angle = {.parameter = circuit.add_parameter()}});
    for (int q = 3; q > 0; --q) circuit.add({.kind = GateKind::kCX, .qubit = q - 1, .other = q});
  }
  EXPECT_EQ(CircuitProgram(circuit).steps().size(), 6u);
}

}  // namespace
}  // namespace eigenlake
