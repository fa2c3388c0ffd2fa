// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/excitation_gates.h"

#include <algorithm>

namespace eigenlake {
namespace {

constexpr ExcitationGate cx(int control, int target) {
  return {ExcitationGate::Kind::kCX, control, target};
}
constexpr ExcitationGate kPlus = {ExcitationGate::Kind::kRY, 2, -1, 0.25, "p0/4"};
constexpr ExcitationGate kMinus = {ExcitationGate::Kind::kRY, 2, -1, -0.25, "-p0/4"};

/// |1, 0⟩ ↔ |0, 1⟩ on (from, to).
constexpr ExcitationGate kSingle[] = {cx(1, 0), {ExcitationGate::Kind::kCRY, 0, 1, 2.0, "2*p0"}, cx(1, 0)};

/// |1, 1, 0, 0⟩ ↔ |0, 0, 1, 1⟩ on (from, from, to, to): after three CX, the pair has values of qubits 0, 1
/// and 3 that no other state has, and differs only in qubit 2; its RY is multiplexed over the three.
constexpr ExcitationGate kDouble[] = {
    cx(0, 1), cx(2, 3), cx(2, 0),                                                //
    kPlus,    cx(1, 2), kPlus,    cx(3, 2), kPlus,  cx(1, 2), kPlus,  cx(0, 2),  //
    kMinus,   cx(1, 2), kMinus,   cx(3, 2), kMinus, cx(1, 2), kMinus, cx(0, 2),  //
    cx(2, 0), cx(2, 3), cx(0, 1)};

}  // namespace

std::span<const ExcitationGate> excitation_gates(bool is_single) {
  return is_single ? std::span<const ExcitationGate>(kSingle) : std::span<const ExcitationGate>(kDouble);
}

std::vector<int> excitation_qubits(const FermionicExcitation& excitation) {
  std::vector<int> excited{excitation.from[0], excitation.to[0]};
  if (!excitation.is_single())
    excited = {excitation.from[0], excitation.from[1], excitation.to[0], excitation.to[1]};
  std::vector<int> ascending = excited;
  std::ranges::sort(ascending);
  for (size_t k = 0; k < ascending.size(); k += 2)
    for (int qubit = ascending[k] + 1; qubit < ascending[k + 1]; ++qubit) excited.push_back(qubit);
  return excited;
}

}  // namespace eigenlake
