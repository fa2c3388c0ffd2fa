// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/state_vector_evaluator.h"

#include <cmath>
#include <fstream>
#include <random>
#include <string>

#include "tests/oracle/dense_quantum.h"
#include "tests/oracle/fermion_operator.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "eigenlake/quantum/ansatz.h"
#include "eigenlake/quantum/ansatz_families.h"
#include "eigenlake/quantum/efficient_su2.h"
#include "eigenlake/quantum/jordan_wigner.h"
#include "eigenlake/quantum/real_amplitudes.h"

namespace eigenlake {
namespace {

PauliSum load_hamiltonian(const std::string& name) {
  std::ifstream file(EIGENLAKE_SOURCE_DIR "/tests/data/hamiltonians/" + name + ".json");
  const nlohmann::json json = nlohmann::json::parse(file);
  PauliSum sum(json.at("n").get<int>());
  for (const auto& term : json.at("terms"))
    sum.add(*parse_pauli_label(term[0].get<std::string>()), term[1].get<double>());
  sum.simplify();
  return sum;
}

PauliSum random_sum(int num_qubits, int num_terms, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  const uint64_t mask = (uint64_t{1} << num_qubits) - 1;
  PauliSum sum(num_qubits);
  for (int i = 0; i < num_terms; ++i) sum.add({random() & mask, random() & mask}, normal(random));
  sum.simplify();
  return sum;
}

std::vector<double> wavy_parameters(int count) {
  std::vector<double> parameters;
  for (int i = 0; i < count; ++i) parameters.push_back(3.0 * std::sin(1.0 + 0.7 * i));
  return parameters;
}

std::unique_ptr<StateVectorEvaluator> make(const Circuit& circuit, const PauliSum& sum, ThreadPool& pool,
                                           PenaltyOptions penalty = {}) {
  return *StateVectorEvaluator::create(circuit, sum, {1, 1}, penalty, pool);
}

void expect_gradient_matches_differences(ExactEstimator& evaluator) {
  std::vector<double> parameters = wavy_parameters(evaluator.num_parameters());
  std::vector<double> gradient(parameters.size());
  evaluator.evaluate_with_gradient(parameters, gradient);
  constexpr double kStep = 1e-5;
  const auto objective = [&] {
    const Evaluation e = evaluator.evaluate(parameters);
    return e.energy + e.penalty;
  };
  for (size_t i = 0; i < parameters.size(); ++i) {
    const double x = parameters[i];
    parameters[i] = x + kStep;
    const double plus = objective();
    parameters[i] = x - kStep;
    const double minus = objective();
    parameters[i] = x;
    ASSERT_NEAR(gradient[i], (plus - minus) / (2 * kStep), 2e-7) << "parameter " << i;
  }
}

TEST(StateVectorEvaluator, EnergyIsTheOraclesForRandomSums) {
  ThreadPool pool(2);
  for (const int n : {2, 4, 6}) {
    const PauliSum sum = random_sum(n, 40, static_cast<unsigned>(n));
    for (const AnsatzKind kind :
         {AnsatzKind::kEfficientSu2, AnsatzKind::kRealAmplitudes, AnsatzKind::kExcitationPreserving}) {
      const Circuit circuit = make_ansatz(kind, {n / 2, 1, 1}, 2)->circuit();
      const auto parameters = wavy_parameters(circuit.num_parameters());
      const double expected =
          oracle::energy_of(oracle::matrix_of(sum), oracle::state_of(circuit, parameters));
      EXPECT_NEAR(make(circuit, sum, pool)->evaluate(parameters).energy, expected, 1e-11)
          << name_of(kind) << n;
    }
  }
}

class Gradient : public testing::TestWithParam<std::tuple<AnsatzKind, int>> {};

TEST_P(Gradient, MatchesFiniteDifferences) {
  const auto [kind, n] = GetParam();
  ThreadPool pool(2);
  const Circuit circuit = make_ansatz(kind, {n / 2, 1, 1}, 1)->circuit();
  expect_gradient_matches_differences(*make(circuit, random_sum(n, 20, 3), pool));
}

TEST_P(Gradient, MatchesFiniteDifferencesWithAPenalty) {
  const auto [kind, n] = GetParam();
  ThreadPool pool(1);
  const Circuit circuit = make_ansatz(kind, {n / 2, 1, 1}, 1)->circuit();
  expect_gradient_matches_differences(*make(circuit, random_sum(n, 20, 4), pool, {.weight = 0.7}));
}

INSTANTIATE_TEST_SUITE_P(Ansaetze, Gradient,
                         testing::Combine(testing::Values(AnsatzKind::kEfficientSu2,
                                                          AnsatzKind::kRealAmplitudes,
                                                          AnsatzKind::kExcitationPreserving),
                                          testing::Values(2, 4, 8)));

TEST(StateVectorEvaluator, GradientMatchesDifferencesAcrossCacheBlocks) {
  ThreadPool pool(2);
  for (const AnsatzKind kind : {AnsatzKind::kEfficientSu2, AnsatzKind::kRealAmplitudes}) {
    const Circuit circuit = make_ansatz(kind, {14 / 2, 1, 1}, 1)->circuit();
    const auto evaluator = make(circuit, random_sum(14, 10, 5), pool);
    expect_gradient_matches_differences(*evaluator);
  }
}

TEST(StateVectorEvaluator, SharedParametersAndFactorsFollowTheChainRule) {
  Circuit circuit(4, 2);
  for (int q = 0; q < 4; ++q)
    circuit.add({.kind = GateKind::kRY, .qubit = q, .angle = {.parameter = 0, .factor = 0.5 * q}});
  circuit.add({.kind = GateKind::kRXX, .qubit = 0, .other = 3, .angle = {.parameter = 1, .factor = -3.0}});
  circuit.add({.kind = GateKind::kRYY, .qubit = 2, .other = 1, .angle = {.parameter = 0}});
  circuit.add({.kind = GateKind::kRX, .qubit = 2, .angle = {.parameter = 1}});
  circuit.add({.kind = GateKind::kH, .qubit = 1});
  circuit.add({.kind = GateKind::kRZ, .qubit = 1, .angle = {.parameter = 1}});
  circuit.add({.kind = GateKind::kS, .qubit = 1});
  circuit.add({.kind = GateKind::kRY, .qubit = 1, .angle = {.constant = 0.3}});
  ThreadPool pool(1);
  expect_gradient_matches_differences(*make(circuit, random_sum(4, 30, 6), pool));
}

TEST(StateVectorEvaluator, SameBitsAtAnyNumberOfThreads) {
  const PauliSum sum = load_hamiltonian("H2O");
  const Circuit circuit = efficient_su2(14, 2);
  const auto parameters = wavy_parameters(circuit.num_parameters());
  std::vector<double> one(parameters.size()), three(parameters.size());
  ThreadPool single(1), team(3);
  const Evaluation a = make(circuit, sum, single)->evaluate_with_gradient(parameters, one);
  const Evaluation b = make(circuit, sum, team)->evaluate_with_gradient(parameters, three);
  EXPECT_EQ(a.energy, b.energy);
  EXPECT_EQ(one, three);
}

TEST(StateVectorEvaluator, HartreeFockStartOfMoleculesIsTheScfEnergy) {
  for (const char* name : {"H2", "HeHp", "LiH", "H2O"}) {
    std::ifstream file(EIGENLAKE_SOURCE_DIR "/tests/data/hamiltonians/" + std::string(name) + ".json");
    const nlohmann::json json = nlohmann::json::parse(file);
    const int n = json.at("n"), alpha = json.at("na")[0], beta = json.at("na")[1];
    const double electronic = json.at("hf").get<double>() - json.at("nuc").get<double>();
    ThreadPool pool(1);
    for (const AnsatzKind kind : {AnsatzKind::kEfficientSu2, AnsatzKind::kRealAmplitudes}) {
      const Circuit circuit = make_ansatz(kind, {n / 2, alpha, beta}, 2)->circuit();
      const auto start = make_ansatz(kind, {n / 2, alpha, beta}, 2)->hartree_fock_start();
      EXPECT_NEAR(make(circuit, load_hamiltonian(name), pool)->evaluate(start).energy, electronic, 1e-8)
          << name;
    }
  }
}

// qiskit 2.6: Statevector of efficient_su2 and real_amplitudes (reverse_linear, reps=2) at parameter i =
// 3 sin(1 + 0.7 i), expectation of the SparsePauliOp of tests/data/hamiltonians.
TEST(StateVectorEvaluator, EnergiesOfMoleculesAreQiskits) {
  ThreadPool pool(1);
  const auto energy = [&](const char* name, const Circuit& circuit) {
    return make(circuit, load_hamiltonian(name), pool)
        ->evaluate(wavy_parameters(circuit.num_parameters()))
        .energy;
  };
  EXPECT_NEAR(energy("H2", efficient_su2(4, 2)), -1.0463014743153574, 1e-12);
  EXPECT_NEAR(energy("H2", real_amplitudes(4, 2)), -0.4804872383014915, 1e-12);
  EXPECT_NEAR(energy("LiH", efficient_su2(12, 2)), -3.868097900221251, 1e-11);
  EXPECT_NEAR(energy("LiH", real_amplitudes(12, 2)), -5.028276662496901, 1e-11);
}

TEST(StateVectorEvaluator, PropertiesAreTheExpectationsOfTheirOperators) {
  const Circuit circuit = efficient_su2(6, 2);
  const auto parameters = wavy_parameters(circuit.num_parameters());
  ThreadPool pool(2);
  const StateProperties properties = make(circuit, random_sum(6, 1, 1), pool)->properties(parameters);
  const oracle::Vector state = oracle::state_of(circuit, parameters);
  const auto expectation = [&](const oracle::FermionOperator& op) {
    return oracle::energy_of(oracle::matrix_of(oracle::jordan_wigner(op)), state);
  };
  EXPECT_NEAR(properties.num_particles_mean, expectation(oracle::particle_number_operator(3)), 1e-12);
  EXPECT_NEAR(properties.sz_mean, expectation(oracle::spin_z_operator(3)), 1e-12);
  EXPECT_NEAR(properties.s_squared_mean, expectation(oracle::spin_squared_operator(3)), 1e-12);
  double inside = 0.0;
  for (int alpha = 0; alpha < 3; ++alpha)
    for (int beta = 0; beta < 3; ++beta) inside += std::norm(state((1 << alpha) | (8 << beta)));
  EXPECT_NEAR(properties.sector_leakage, 1.0 - inside, 1e-12);
}

TEST(StateVectorEvaluator, PenaltyIsReportedApartAndZeroInTheSector) {
  const PauliSum sum = load_hamiltonian("H2");
  ThreadPool pool(1);
  const Circuit circuit = efficient_su2(4, 2);
  const auto plain = make(circuit, sum, pool), penalised = make(circuit, sum, pool, {.weight = 2.0});
  const auto start = make_ansatz(AnsatzKind::kEfficientSu2, {4 / 2, 1, 1}, 2)->hartree_fock_start();
  EXPECT_NEAR(penalised->evaluate(start).penalty, 0.0, 1e-14);
  const auto elsewhere = wavy_parameters(circuit.num_parameters());
  const Evaluation evaluation = penalised->evaluate(elsewhere);
  EXPECT_GT(evaluation.penalty, 0.01);
  EXPECT_EQ(evaluation.energy, plain->evaluate(elsewhere).energy);
}

TEST(StateVectorEvaluator, RejectsMoreQubitsThanMemoryHolds) {
  ThreadPool pool(1);
  PauliSum sum(50);
  sum.add({0, 1}, 1.0);
  const auto result = StateVectorEvaluator::create(efficient_su2(50, 1), sum, {1, 1}, {}, pool);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::kResourceLimit);
}

}  // namespace
}  // namespace eigenlake
