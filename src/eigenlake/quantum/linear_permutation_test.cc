// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/linear_permutation.h"

#include <random>

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

struct BitGate {
  int control = -1;  ///< −1: X.
  int target = 0;
};

/// A list of X and CX on random qubits.
std::vector<BitGate> random_gates(int num_qubits, int count, unsigned seed) {
  std::mt19937 random(seed);
  const auto qubit = [&] { return static_cast<int>(random() % static_cast<unsigned>(num_qubits)); };
  std::vector<BitGate> gates;
  while (static_cast<int>(gates.size()) < count) {
    const BitGate gate{random() % 3 == 0 ? -1 : qubit(), qubit()};
    if (gate.control != gate.target) gates.push_back(gate);
  }
  return gates;
}

LinearPermutation permutation_of(int num_qubits, const std::vector<BitGate>& gates) {
  LinearPermutation permutation(num_qubits);
  for (const BitGate& gate : gates)
    gate.control < 0 ? permutation.add_x(gate.target) : permutation.add_cx(gate.control, gate.target);
  return permutation;
}

/// Where the gates take a basis state, one after the other.
uint64_t moved(uint64_t index, const std::vector<BitGate>& gates) {
  for (const BitGate& gate : gates)
    if (gate.control < 0 || (index >> gate.control & 1) != 0) index ^= uint64_t{1} << gate.target;
  return index;
}

TEST(LinearPermutation, MapsStatesLikeItsGates) {
  for (const int n : {3, 4, 7})
    for (unsigned seed = 0; seed < 20; ++seed) {
      const auto gates = random_gates(n, 15, seed);
      const LinearPermutation permutation = permutation_of(n, gates);
      for (uint64_t index = 0; index < uint64_t{1} << n; ++index)
        ASSERT_EQ(permutation.source(moved(index, gates)), index) << n << " qubits, seed " << seed;
    }
}

TEST(LinearPermutation, InverseUndoesIt) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const LinearPermutation permutation = permutation_of(6, random_gates(6, 25, seed));
    const LinearPermutation inverse = permutation.inverse();
    for (uint64_t index = 0; index < 64; ++index)
      ASSERT_EQ(inverse.source(permutation.source(index)), index) << "seed " << seed;
    EXPECT_EQ(inverse.inverse(), permutation);
  }
  EXPECT_EQ(LinearPermutation(5).inverse(), LinearPermutation(5));
}

/// Chains as ansätze have them, and gates at random, whose vectors come from more than two others.
TEST(LinearPermutation, MovesBothPartsOfALargeState) {
  constexpr int kQubits = 12;
  std::vector<std::vector<BitGate>> cases = {{}, {{-1, 0}, {-1, 11}}, {}, {}};
  for (int q = 0; q + 1 < kQubits; ++q) cases[2].push_back({q, q + 1});
  for (int q = kQubits; q-- > 1;) cases[3].push_back({q, q - 1});
  for (unsigned seed = 0; seed < 5; ++seed) cases.push_back(random_gates(kQubits, 40, seed));
  for (const auto& gates : cases)
    for (const StateField field : {StateField::kReal, StateField::kComplex}) {
      StateVector in(kQubits, field), out(kQubits, field);
      for (size_t i = 0; i < in.size(); ++i) {
        in.re()[i] = static_cast<double>(i);
        if (!in.is_real()) in.im()[i] = -1.0 - static_cast<double>(i);
      }
      ThreadPool pool(2);
      permutation_of(kQubits, gates).apply(in, out, pool);
      for (uint64_t i = 0; i < in.size(); ++i)
        ASSERT_EQ(out.amplitude(moved(i, gates)), in.amplitude(i)) << gates.size() << " gates";
    }
}

}  // namespace
}  // namespace eigenlake
