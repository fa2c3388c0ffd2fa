// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace eigenlake {

/// One term of the angle of an excitation: coefficient · parameters[index].
struct AngleTerm {
  int parameter = -1;  ///< Negative: unused.
  double coefficient = 0.0;
};

/// One factor exp(θ (T − T†)) of an ansatz. T = a†_{to[0]} a_{from[0]} for a single excitation, and
/// a†_{to[0]} a†_{to[1]} a_{from[1]} a_{from[0]} for a double one.
///
/// Spin orbitals are blocked: alpha orbital p is p, beta orbital p is num_orbitals + p. Both pairs are in
/// ascending order; the second entry of a single excitation is −1.
///
/// The factor rotates each pair of determinants |D⟩, |D'⟩ = ±T|D⟩ by θ and does not change the others.
struct FermionicExcitation {
  std::array<int, 2> from{-1, -1};
  std::array<int, 2> to{-1, -1};
  std::array<AngleTerm, 2> angle;

  bool is_single() const { return from[1] < 0; }

  /// θ in radian.
  double theta(std::span<const double> parameters) const {
    double sum = 0.0;
    for (const AngleTerm& term : angle)
      if (term.parameter >= 0) sum += term.coefficient * parameters[static_cast<size_t>(term.parameter)];
    return sum;
  }
};

}  // namespace eigenlake
