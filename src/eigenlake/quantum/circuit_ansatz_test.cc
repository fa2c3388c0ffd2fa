// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "eigenlake/quantum/ansatz.h"
#include "eigenlake/quantum/ansatz_families.h"
#include "eigenlake/quantum/circuit_program.h"
#include "eigenlake/quantum/efficient_su2.h"
#include "eigenlake/quantum/electron_moments.h"
#include "eigenlake/quantum/excitation_preserving.h"
#include "eigenlake/quantum/real_amplitudes.h"

namespace eigenlake {
namespace {

struct Case {
  AnsatzKind kind;
  int num_qubits, reps, num_alpha, num_beta;
};

class HartreeFockStart : public testing::TestWithParam<Case> {};

TEST_P(HartreeFockStart, GivesExactlyTheDeterminant) {
  const auto [kind, n, reps, num_alpha, num_beta] = GetParam();
  const Circuit circuit = make_ansatz(kind, {n / 2, num_alpha, num_beta}, reps)->circuit();
  const auto parameters = make_ansatz(kind, {n / 2, num_alpha, num_beta}, reps)->hartree_fock_start();
  const StateField field = circuit.is_real() ? StateField::kReal : StateField::kComplex;
  StateVector state(n, field), scratch(n, field);
  ThreadPool pool(1);
  CircuitProgram(circuit).run(parameters, state, scratch, pool);
  const uint64_t determinant = ((1u << num_alpha) - 1) | ((1u << num_beta) - 1) << n / 2;
  EXPECT_NEAR(std::abs(state.amplitude(determinant)), 1.0, 1e-14);
  const StateProperties properties = measure_electrons(state, {num_alpha, num_beta}, pool);
  EXPECT_NEAR(properties.num_particles_mean, num_alpha + num_beta, 1e-12);
  EXPECT_NEAR(properties.sector_leakage, 0.0, 1e-14);
}

INSTANTIATE_TEST_SUITE_P(Ansaetze, HartreeFockStart,
                         testing::Values(Case{AnsatzKind::kEfficientSu2, 4, 2, 1, 1},
                                         Case{AnsatzKind::kEfficientSu2, 8, 3, 2, 2},
                                         Case{AnsatzKind::kEfficientSu2, 12, 0, 5, 4},
                                         Case{AnsatzKind::kRealAmplitudes, 4, 1, 1, 1},
                                         Case{AnsatzKind::kRealAmplitudes, 12, 2, 2, 2},
                                         Case{AnsatzKind::kExcitationPreserving, 4, 2, 1, 1},
                                         Case{AnsatzKind::kExcitationPreserving, 8, 1, 3, 2}));

// Counted with qiskit 2.6: efficient_su2(4, reps=2).num_parameters and so on.
TEST(HardwareEfficient, NumberOfParametersIsQiskits) {
  EXPECT_EQ(efficient_su2(4, 2).num_parameters(), 24);
  EXPECT_EQ(real_amplitudes(4, 2).num_parameters(), 12);
  EXPECT_EQ(excitation_preserving({2, 1, 1}, 2).num_parameters(), 24);
}

TEST(HardwareEfficient, OnlyRealAmplitudesIsReal) {
  EXPECT_TRUE(real_amplitudes(4, 2).is_real());
  EXPECT_FALSE(efficient_su2(4, 2).is_real());
  EXPECT_FALSE(excitation_preserving({2, 1, 1}, 2).is_real());
}

TEST(HardwareEfficient, ExcitationPreservingConservesParticles) {
  const Circuit circuit = excitation_preserving({3, 2, 1}, 2);
  std::vector<double> parameters;
  for (int i = 0; i < circuit.num_parameters(); ++i) parameters.push_back(0.37 * i);
  StateVector state(6, StateField::kComplex), scratch(6, StateField::kComplex);
  ThreadPool pool(1);
  CircuitProgram(circuit).run(parameters, state, scratch, pool);
  const StateProperties properties = measure_electrons(state, {2, 1}, pool);
  EXPECT_NEAR(properties.num_particles_mean, 3.0, 1e-12);
  EXPECT_GT(properties.sector_leakage, 0.01);  // but it mixes the spins
}

}  // namespace
}  // namespace eigenlake
