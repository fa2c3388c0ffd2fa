// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "eigenlake/quantum/fermionic_excitation.h"

namespace eigenlake {

/// One gate of the decomposition of an excitation by θ; qubits are indices into excitation_qubits().
struct ExcitationGate {
  enum class Kind {
    kCX,   ///< `qubit` controls `other`.
    kRY,   ///< By factor · θ.
    kCRY,  ///< The same on `other`, controlled by `qubit`.
  };
  Kind kind = Kind::kCX;
  int qubit = 0;
  int other = -1;
  double factor = 0.0;
  std::string_view angle = {};  ///< The angle in OpenQASM: "-p0/4".
};

/// The rotation of an excitation without its signs: a controlled RY between two CX for a single one, an RY
/// multiplexed over three qubits for a double one.
/// Source: Yordanov, Arvidsson-Shukur & Barnes, Phys. Rev. A 102, 062612 (2020).
std::span<const ExcitationGate> excitation_gates(bool is_single);

/// The excited qubits, `from` before `to`, then those whose parity gives the sign: strictly between the first
/// and second, and between the third and fourth of the excited ones in ascending order. Conjugation with CZ
/// of each of these and the first qubit gives the operator that sign.
std::vector<int> excitation_qubits(const FermionicExcitation& excitation);

}  // namespace eigenlake
