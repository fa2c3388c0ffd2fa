// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "tests/oracle/dense_fermions.h"
#include "tests/oracle/slow_determinants.h"
#include <Eigen/Dense>

#include "eigenlake/base/random.h"
#include "eigenlake/determinants/determinant_layout.h"
#include "eigenlake/determinants/spin_strings.h"

namespace eigenlake {

/// Orbitals, alpha and beta electrons.
using TestSector = std::array<int, 3>;

/// Both spins alike, one alone, none, all; more beta than alpha electrons.
inline const std::vector<TestSector> kSmallSectors = {{4, 2, 2}, {4, 3, 1}, {4, 1, 0}, {4, 0, 1}, {4, 0, 0},
                                                      {4, 4, 4}, {4, 4, 2}, {4, 2, 3}, {3, 1, 2}, {1, 1, 1}};

/// Random integrals; those that the irreps of the orbitals forbid are 0.
inline MolecularHamiltonian symmetric_hamiltonian(const std::vector<Irrep>& irreps, int num_alpha,
                                                  int num_beta, uint64_t seed) {
  const int n = static_cast<int>(irreps.size());
  MolecularHamiltonian h = oracle::random_hamiltonian(n, num_alpha, num_beta, seed);
  for (int p = 0; p < n; ++p)
    for (int q = 0; q < n; ++q) {
      if (irreps[p] != irreps[q]) h.one_body(p, q) = 0.0;
      for (int r = 0; r < n; ++r)
        for (int s = 0; s < n; ++s)
          if ((irreps[p] ^ irreps[q] ^ irreps[r] ^ irreps[s]) != 0)
            h.two_body[static_cast<size_t>(((p * n + q) * n + r) * n + s)] = 0.0;
    }
  return h;
}

/// Some amplitudes, 0 behind the rows.
inline DeterminantVector random_vector(const DeterminantLayout& layout, uint64_t seed) {
  Random random(seed);
  DeterminantVector vector(layout.size(), 0.0);
  for (const DeterminantBlock& block : layout.blocks())
    for (size_t row = 0; row < block.num_rows; ++row)
      for (size_t k = 0; k < block.num_columns; ++k)
        vector[block.offset + row * block.stride + k] = random.uniform(-1, 1);
  return vector;
}

/// Calls visit(occupations, place in the vector) for each determinant.
template <typename Visit>
void for_determinants(const DeterminantLayout& layout, const SpinStrings& alpha, const SpinStrings& beta,
                      const Visit& visit) {
  for (const DeterminantBlock& block : layout.blocks())
    for (size_t row = 0; row < block.num_rows; ++row)
      for (size_t k = 0; k < block.num_columns; ++k)
        visit(oracle::Occupations{alpha.occupation(block.alpha_begin + row),
                                  beta.occupation(block.beta_begin + k)},
              block.offset + row * block.stride + k);
}

inline oracle::SlowState slow_state(const DeterminantLayout& layout, const SpinStrings& alpha,
                                    const SpinStrings& beta, const DeterminantVector& vector) {
  oracle::SlowState state;
  for_determinants(layout, alpha, beta, [&](const oracle::Occupations& occupations, size_t place) {
    state[occupations] = vector[place];
  });
  return state;
}

/// The largest difference of amplitudes; determinants outside the layout count as 0.
inline double difference(const DeterminantLayout& layout, const SpinStrings& alpha, const SpinStrings& beta,
                         const DeterminantVector& vector, oracle::SlowState expected) {
  double largest = 0.0;
  for_determinants(layout, alpha, beta, [&](const oracle::Occupations& occupations, size_t place) {
    largest = std::max(largest, std::abs(vector[place] - expected[occupations]));
    expected.erase(occupations);
  });
  for (const auto& [occupations, amplitude] : expected) largest = std::max(largest, std::abs(amplitude));
  return largest;
}

}  // namespace eigenlake
