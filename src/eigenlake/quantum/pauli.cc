// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/pauli.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace eigenlake {

int num_y(PauliString string) {
  return std::popcount(string.x & string.z);
}

PhasedPauliString multiply(PauliString a, PauliString b) {
  // A string is i^(number of Y) X^x Z^z; moving Z^za past X^xb gives a sign for each common bit.
  const PauliString product{a.x ^ b.x, a.z ^ b.z};
  const int phase = num_y(a) + num_y(b) - num_y(product) + 2 * std::popcount(a.z & b.x);
  return {product, phase & 3};
}

bool commute(PauliString a, PauliString b) {
  return (std::popcount(a.x & b.z) + std::popcount(a.z & b.x)) % 2 == 0;
}

std::string label_of(PauliString string, int num_qubits) {
  std::string label(static_cast<size_t>(num_qubits), 'I');
  for (int q = 0; q < num_qubits; ++q) {
    const int x = static_cast<int>(string.x >> q & 1), z = static_cast<int>(string.z >> q & 1);
    label[static_cast<size_t>(num_qubits - 1 - q)] = "IXZY"[x + 2 * z];
  }
  return label;
}

Result<PauliString> parse_pauli_label(std::string_view label) {
  if (label.size() > 64)
    return fail(ErrorKind::kInvalidInput, "a Pauli label must have at most 64 letters, got {}", label.size());
  PauliString string;
  for (size_t i = 0; i < label.size(); ++i) {
    const uint64_t bit = uint64_t{1} << (label.size() - 1 - i);
    const char letter = label[i];
    if (letter != 'I' && letter != 'X' && letter != 'Y' && letter != 'Z')
      return fail(ErrorKind::kInvalidInput,
                  "Pauli label '{}' must have letters I, X, Y or Z, got '{}' at letter {}", label, letter,
                  i + 1);
    if (letter == 'X' || letter == 'Y') string.x |= bit;
    if (letter == 'Z' || letter == 'Y') string.z |= bit;
  }
  return string;
}

void PauliSum::simplify(double threshold) {
  // Stable, so that equal strings are summed in the order in which they were added.
  std::ranges::stable_sort(terms_, {}, &PauliTerm::string);
  size_t kept = 0;
  for (size_t i = 0; i < terms_.size();) {
    PauliTerm merged = terms_[i++];
    while (i < terms_.size() && terms_[i].string == merged.string)
      merged.coefficient += terms_[i++].coefficient;
    if (std::abs(merged.coefficient) > threshold) terms_[kept++] = merged;
  }
  terms_.resize(kept);
  terms_.shrink_to_fit();
}

bool PauliSum::is_hermitian(double tolerance) const {
  return std::ranges::all_of(terms_,
                             [&](const PauliTerm& t) { return std::abs(t.coefficient.imag()) <= tolerance; });
}

}  // namespace eigenlake
