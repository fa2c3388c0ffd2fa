// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <complex>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// A product of Pauli matrices as two bit masks; bit q belongs to qubit q. X sets the x bit, Z the z bit,
/// Y both. The string is the product of the matrices themselves (Y, not XZ), so it is Hermitian.
///
/// Ordered by x, then z: strings that flip the same bits are adjacent.
struct PauliString {
  uint64_t x = 0;
  uint64_t z = 0;

  auto operator<=>(const PauliString&) const = default;
};

/// i^phase · string.
struct PhasedPauliString {
  PauliString string;
  int phase = 0;  ///< Power of the imaginary unit, 0 … 3.

  bool operator==(const PhasedPauliString&) const = default;
};

/// The matrix product a·b.
PhasedPauliString multiply(PauliString a, PauliString b);
bool commute(PauliString a, PauliString b);
int num_y(PauliString string);

/// "IXYZ": the highest qubit first.
std::string label_of(PauliString string, int num_qubits);

/// Errors: kInvalidInput for any letter except I, X, Y, Z and for more than 64 letters.
Result<PauliString> parse_pauli_label(std::string_view label);

struct PauliTerm {
  PauliString string;
  std::complex<double> coefficient;
};

/// A linear combination of Pauli strings.
///
/// Canonical form, which `simplify` establishes: each string once, sorted by (x mask, z mask).
class PauliSum {
 public:
  /// Requires: 0 <= num_qubits <= 64.
  explicit PauliSum(int num_qubits = 0) : num_qubits_(num_qubits) {}

  int num_qubits() const { return num_qubits_; }
  const std::vector<PauliTerm>& terms() const { return terms_; }

  void reserve(size_t num_terms) { terms_.reserve(num_terms); }
  void add(PauliString string, std::complex<double> coefficient) { terms_.push_back({string, coefficient}); }

  /// Merges equal strings, drops terms with |coefficient| <= threshold, sorts, and frees unused memory.
  void simplify(double threshold = 0.0);

  /// All coefficients real up to `tolerance`. Requires: canonical form.
  bool is_hermitian(double tolerance = 1e-12) const;

 private:
  int num_qubits_ = 0;
  std::vector<PauliTerm> terms_;
};

}  // namespace eigenlake
