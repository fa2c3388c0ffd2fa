// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/quantum/simd.h"

namespace eigenlake {

/// coefficient · (−1)^popcount(z & i) in row i, column i ^ x: a real Pauli string up to its phase.
struct SignedFlip {
  uint64_t x = 0;
  uint64_t z = 0;
  double coefficient = 0.0;
};

/// A real matrix over 2^n basis states, a sum of signed flips, factored for fast products.
///
/// The index is (high, low) with `num_low_qubits` low bits; a row of the state is contiguous. The matrix is
/// Σ C_kj B_j ⊗ A_k with A_k = v_k(low) · flip(x_k) and B_j = w_j(high) · flip(x_j);
/// `factored_operator_build.cc` finds the factors. A molecular Hamiltonian with alpha orbitals low and beta
/// high has few of them: one per excitation within a spin.
struct FactoredOperator {
  struct LowFactor {
    uint64_t x = 0;
    std::vector<simd::Vec> weight;  ///< v_k, 2^num_low_qubits values
    std::vector<uint32_t> nonzero;  ///< Source offsets (multiples of the vector length) with v_k ≠ 0.
    uint32_t couplings_begin = 0;
    uint32_t couplings_end = 0;
  };
  struct Coupling {
    uint32_t high_factor = 0;
    double coefficient = 0.0;
  };
  /// One vector of the part that does not depend on `high`: out[row][…] += weight · permuted in[row][source].
  struct LowEntry {
    uint32_t source = 0;
    uint32_t lane_xor = 0;
  };

  int num_qubits = 0;
  int num_low_qubits = 0;
  std::vector<LowFactor> low_factors;
  std::vector<Coupling> couplings;
  std::vector<uint64_t> high_x;     ///< x_j
  std::vector<double> high_weight;  ///< w_j(high), [2^(n − num_low_qubits), high_x.size()]
  std::vector<uint32_t> low_begin;  ///< Where the entries of each vector of a row begin, and their end.
  std::vector<LowEntry> low_entries;
  std::vector<simd::Vec> low_weights;  ///< Of the entries.

  bool empty() const { return couplings.empty() && low_entries.empty(); }
};

/// Requires: num_qubits >= StateVector::kMinQubits.
FactoredOperator build_factored_operator(int num_qubits, std::span<const SignedFlip> flips);

/// One component of a product: out (+)= scale · M in.
struct FactoredComponent {
  const double* in = nullptr;
  double* out = nullptr;
  double scale = 1.0;
};

/// Rows per task of `apply_factored`; a task writes only its own rows.
inline constexpr int kFactoredRowsPerTask = 8;
size_t num_factored_tasks(const FactoredOperator& op);

/// Multiplies the rows of one task. Adds to `out` if `accumulate`, else overwrites.
void apply_factored(const FactoredOperator& op, size_t task, std::span<const FactoredComponent> components,
                    bool accumulate);

}  // namespace eigenlake
