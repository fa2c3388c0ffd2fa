// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/grouped_hamiltonian.h"

#include <fstream>
#include <random>
#include <string>

#include "tests/oracle/dense_quantum.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

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

StateVector random_state(int num_qubits, StateField field, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  StateVector state(num_qubits, field);
  state.set_basis_state(0);
  for (size_t i = 0; i < size_t{1} << num_qubits; ++i) {
    state.re()[i] = normal(random);
    if (state.im()) state.im()[i] = normal(random);
  }
  return state;
}

/// Each string applied to each amplitude: the slow twin for more qubits than a matrix allows.
std::vector<std::complex<double>> product_by_strings(const PauliSum& sum, const StateVector& state) {
  std::vector<std::complex<double>> result(state.size());
  for (const PauliTerm& term : sum.terms()) {
    const std::complex<double> powers[] = {1.0, {0, 1}, -1.0, {0, -1}};
    for (uint64_t i = 0; i < state.size(); ++i) {
      const double sign = std::popcount(term.string.z & i) % 2 == 0 ? 1.0 : -1.0;
      result[i ^ term.string.x] +=
          term.coefficient * sign * powers[num_y(term.string) % 4] * state.amplitude(i);
    }
  }
  return result;
}

void expect_product_is_right(const PauliSum& sum, const StateVector& state, double tolerance) {
  ThreadPool pool(2);
  const GroupedHamiltonian hamiltonian(sum);
  StateVector result(sum.num_qubits(), state.is_real() ? StateField::kReal : StateField::kComplex);
  const double energy = hamiltonian.apply(state, result, pool);
  const auto expected = product_by_strings(sum, state);
  double expected_energy = 0.0;
  for (size_t i = 0; i < state.size(); ++i) {
    expected_energy += (std::conj(state.amplitude(i)) * expected[i]).real();
    if (state.is_real())
      ASSERT_NEAR(result.re()[i], expected[i].real(), tolerance) << i;
    else
      ASSERT_LT(std::abs(result.amplitude(i) - expected[i]), tolerance) << i;
  }
  EXPECT_NEAR(energy, expected_energy, tolerance * static_cast<double>(state.size()));
}

TEST(GroupedHamiltonian, SlowTwinAgreesWithMatrices) {
  const PauliSum sum = random_sum(4, 30, 1);
  const StateVector state = random_state(4, StateField::kComplex, 2);
  oracle::Vector vector(16);
  for (int i = 0; i < 16; ++i) vector(i) = state.amplitude(static_cast<uint64_t>(i));
  const oracle::Vector expected = oracle::matrix_of(sum) * vector;
  const auto result = product_by_strings(sum, state);
  for (int i = 0; i < 16; ++i) EXPECT_LT(std::abs(result[static_cast<size_t>(i)] - expected(i)), 1e-12);
}

class GroupedHamiltonianOfRandomSums : public testing::TestWithParam<int> {};

TEST_P(GroupedHamiltonianOfRandomSums, MultipliesAsItsStringsDo) {
  const int n = GetParam();
  for (const int num_terms : {1, 5, 60}) {
    const PauliSum sum = random_sum(n, num_terms, static_cast<unsigned>(100 * n + num_terms));
    expect_product_is_right(sum, random_state(n, StateField::kComplex, 3), 1e-11);
    expect_product_is_right(sum, random_state(n, StateField::kReal, 4), 1e-11);
  }
}

INSTANTIATE_TEST_SUITE_P(Qubits, GroupedHamiltonianOfRandomSums, testing::Range(1, 12));

class GroupedHamiltonianOfMolecules : public testing::TestWithParam<const char*> {};

TEST_P(GroupedHamiltonianOfMolecules, MultipliesAsItsStringsDo) {
  const PauliSum sum = load_hamiltonian(GetParam());
  expect_product_is_right(sum, random_state(sum.num_qubits(), StateField::kComplex, 5), 1e-10);
}

TEST_P(GroupedHamiltonianOfMolecules, ProductIsTheSameAtAnyNumberOfThreads) {
  const PauliSum sum = load_hamiltonian(GetParam());
  const GroupedHamiltonian hamiltonian(sum);
  const StateVector state = random_state(sum.num_qubits(), StateField::kComplex, 6);
  StateVector result(sum.num_qubits(), StateField::kComplex);
  ThreadPool one(1), three(3);
  EXPECT_EQ(hamiltonian.apply(state, result, one), hamiltonian.apply(state, result, three));
}

INSTANTIATE_TEST_SUITE_P(Molecules, GroupedHamiltonianOfMolecules,
                         testing::Values("H2", "HeHp", "LiH", "H2O"));

TEST(GroupedHamiltonian, IsHermitian) {
  const PauliSum sum = random_sum(8, 100, 9);
  const GroupedHamiltonian hamiltonian(sum);
  ThreadPool pool(1);
  const StateVector a = random_state(8, StateField::kComplex, 10),
                    b = random_state(8, StateField::kComplex, 11);
  StateVector ha(8, StateField::kComplex), hb(8, StateField::kComplex);
  hamiltonian.apply(a, ha, pool);
  hamiltonian.apply(b, hb, pool);
  std::complex<double> left = 0.0, right = 0.0;
  for (uint64_t i = 0; i < a.size(); ++i) {
    left += std::conj(ha.amplitude(i)) * b.amplitude(i);
    right += std::conj(a.amplitude(i)) * hb.amplitude(i);
  }
  EXPECT_LT(std::abs(left - right), 1e-10);
}

}  // namespace
}  // namespace eigenlake
