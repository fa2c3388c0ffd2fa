// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/determinants/determinant_layout.h"
#include "eigenlake/determinants/slater_condon.h"
#include "eigenlake/determinants/spin_strings.h"

namespace eigenlake {

/// S² in the space of determinants with fixed numbers of alpha and beta electrons:
///
///   S² = Sz (Sz + 1) + N_beta − Σ_pq E^alpha_pq E^beta_qp.
///
/// Threads: const after construction; bits do not depend on the pool.
class SpinSquared {
 public:
  /// Requires: the strings have one symmetry and outlive this object.
  SpinSquared(const SpinStrings& alpha, const SpinStrings& beta);

  /// result += weight · S² state, both in `layout`, which is one of the strings.
  ///
  /// Cost: num_orbitals² operations per determinant at most. `pool` may be null.
  void add(const DeterminantLayout& layout, double weight, const double* state, double* result,
           ThreadPool* pool) const;

  /// ⟨S²⟩ of a normalised state in `layout`.
  double expectation(const DeterminantLayout& layout, const double* state) const;

  /// ⟨row|S²|column⟩; the numbers of electrons are those of the strings.
  static double element(const Determinant& row, const Determinant& column);

 private:
  /// a†_p a_q |from⟩ = sign |this string⟩; `from` and `to` are counted from the first string of their irrep.
  struct AlphaMove {
    uint32_t from = 0;
    uint32_t orbitals = 0;  ///< q n + p, of the beta moves that go the other way.
    Irrep irrep = 0;        ///< Of the pair.
    double sign = 1.0;
  };
  struct BetaMove {
    uint32_t from = 0;
    uint32_t to = 0;
    double sign = 1.0;
  };

  void add_row(const DeterminantLayout& layout, const DeterminantBlock& block, size_t row, double weight,
               const double* state, double* target) const;

  const SpinStrings& alpha_;
  const SpinStrings& beta_;
  size_t num_irreps_;
  std::vector<AlphaMove> alpha_moves_;  ///< [alpha strings, those of each]
  std::vector<BetaMove> beta_moves_;    ///< Of a†_q a_p at [q n + p], by the irrep of `from`.
  std::vector<size_t> beta_begin_;      ///< [n² · irreps + 1]
};

}  // namespace eigenlake
