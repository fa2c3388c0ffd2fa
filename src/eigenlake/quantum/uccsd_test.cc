// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/uccsd.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <sstream>

#include "tests/oracle/dense_uccsd.h"
#include <gtest/gtest.h>

#include "eigenlake/quantum/circuit_program.h"
#include "eigenlake/quantum/uccsd.h"

namespace eigenlake {
namespace {

std::string file_text(const std::string& name) {
  std::ifstream file(EIGENLAKE_SOURCE_DIR "/tests/data/openqasm/" + name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(UccsdAnsatz, ClosedShellHasOneParameterPerSpatialAmplitude) {
  for (int n = 1; n <= 6; ++n)
    for (int occupied = 0; occupied <= n; ++occupied) {
      const int ov = occupied * (n - occupied);
      EXPECT_EQ(UccsdAnsatz(n, occupied, occupied).num_parameters(), ov + ov * (ov + 1) / 2) << n << occupied;
    }
}

TEST(UccsdAnsatz, OpenShellHasOneParameterPerExcitation) {
  const UccsdAnsatz ansatz(5, 3, 2);
  // 6 alpha and 6 beta singles; 36 mixed pairs; 3 pairs of each spin.
  EXPECT_EQ(ansatz.num_parameters(), 6 + 6 + 36 + 3 * 1 + 1 * 3);
  EXPECT_EQ(ansatz.excitations().size(), static_cast<size_t>(ansatz.num_parameters()));
}

TEST(UccsdAnsatz, DoublesActBeforeSingles) {
  for (const int num_beta : {1, 2}) {
    const UccsdAnsatz ansatz(4, 2, num_beta);
    bool seen_single = false;
    for (const FermionicExcitation& excitation : ansatz.excitations()) {
      seen_single = seen_single || excitation.is_single();
      EXPECT_EQ(excitation.is_single(), seen_single);
    }
  }
}

TEST(UccsdAnsatz, SameSpinAngleIsDirectMinusExchanged) {
  const UccsdAnsatz ansatz(4, 2, 2);
  std::vector<double> parameters(static_cast<size_t>(ansatz.num_parameters()));
  for (size_t k = 0; k < parameters.size(); ++k) parameters[k] = std::sin(k + 1.0);
  double direct = 0.0, exchanged = 0.0;
  for (size_t k = 0; k < parameters.size(); ++k) {
    const UccsdAmplitude& t = ansatz.amplitudes()[k];
    if (t.i == 0 && t.j == 1 && t.a == 2 && t.b == 3) direct = parameters[k];
    if (t.i == 0 && t.j == 1 && t.a == 3 && t.b == 2) exchanged = parameters[k];
  }
  int found = 0;
  for (const FermionicExcitation& excitation : ansatz.excitations())
    if (excitation.from == std::array{4, 5}) {
      EXPECT_DOUBLE_EQ(excitation.theta(parameters), direct - exchanged);
      ++found;
    }
  EXPECT_EQ(found, 1);
}

TEST(UccsdAnsatz, NothingToExciteLeavesNoParameters) {
  EXPECT_EQ(UccsdAnsatz(1, 1, 1).num_parameters(), 0);
  EXPECT_EQ(UccsdAnsatz(1, 1, 0).num_parameters(), 0);
  EXPECT_EQ(UccsdAnsatz(3, 0, 0).num_parameters(), 0);
}

TEST(Uccsd, SizeIsThatOfTheAnsatz) {
  for (const auto& [orbitals, alpha, beta] :
       {std::array{2, 1, 1}, {6, 2, 2}, {7, 5, 4}, {8, 4, 4}, {3, 0, 0}, {1, 1, 0}, {5, 5, 3}}) {
    const UccsdAnsatz ansatz(orbitals, alpha, beta);
    const UccsdSize size = uccsd_size(orbitals, alpha, beta);
    EXPECT_EQ(size.num_parameters, ansatz.num_parameters()) << orbitals << alpha << beta;
    EXPECT_EQ(size.num_excitations, double(ansatz.excitations().size())) << orbitals << alpha << beta;
  }
}

// tests/readers/test_openqasm_uccsd.py reads the same files with Qiskit and compares unitaries.
TEST(UccsdOpenQasm, TextIsTheOneThatQiskitReads) {
  EXPECT_EQ(UccsdAnsatz(2, 1, 1).openqasm(), file_text("uccsd_2_1_1.qasm"));
  EXPECT_EQ(UccsdAnsatz(3, 2, 1).openqasm(), file_text("uccsd_3_2_1.qasm"));
  EXPECT_EQ(UccsdAnsatz(4, 2, 2).openqasm(), file_text("uccsd_4_2_2.qasm"));
}

TEST(UccsdOpenQasm, OneLineForEachExcitation) {
  const UccsdAnsatz ansatz(8, 5, 5);
  const std::string text = ansatz.openqasm();
  const std::string statements = text.substr(text.find("qubit[16]"));
  EXPECT_EQ(std::ranges::count(statements, '\n'), 1 + 10 + static_cast<long>(ansatz.excitations().size()));
}

/// The circuit on the full state vector and the excitations in the sector are the same state.
TEST(UccsdCircuit, GivesTheStateOfTheExcitations) {
  for (const auto& [n, alpha, beta] : {std::array{2, 1, 1}, {4, 2, 2}, {4, 3, 1}, {3, 2, 1}}) {
    const UccsdAnsatz ansatz(n, alpha, beta);
    std::vector<double> parameters;
    for (int i = 0; i < ansatz.num_parameters(); ++i) parameters.push_back(0.3 * std::sin(1.0 + 1.7 * i));
    const oracle::RealVector expected = oracle::dense_uccsd(ansatz, parameters);
    const Circuit circuit = ansatz.circuit();
    EXPECT_TRUE(circuit.is_real());
    EXPECT_EQ(circuit.num_parameters(), ansatz.num_parameters());
    StateVector state(2 * n, StateField::kReal), scratch(2 * n, StateField::kReal);
    ThreadPool pool(1);
    CircuitProgram(circuit).run(parameters, state, scratch, pool);
    for (Eigen::Index i = 0; i < expected.size(); ++i)
      ASSERT_NEAR(state.amplitude(static_cast<uint64_t>(i)).real(), expected(i), 1e-13) << n << alpha << beta;
  }
}

}  // namespace
}  // namespace eigenlake
