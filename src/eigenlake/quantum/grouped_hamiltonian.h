// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/quantum/factored_operator.h"
#include "eigenlake/quantum/pauli.h"
#include "eigenlake/quantum/state_vector.h"

namespace eigenlake {

/// A Hermitian Pauli sum prepared for repeated products with state vectors.
///
/// The index is divided into high and low bits, and the sum is Σ C_kj B_j ⊗ A_k, where B_j flips some high
/// bits with a real weight per high index and A_k does so for low bits. Strings with one X mask, and all
/// strings that agree on one half, merge: H|ψ⟩ is, for each high index, a few weighted sums of contiguous
/// rows followed by one signed permutation each. Vanishing weights (a molecular Hamiltonian conserves the
/// particles of each spin) are skipped. Exact for any Hermitian Pauli sum; fastest for molecular ones.
///
/// Threads: products may run at the same time in different threads with different pools.
class GroupedHamiltonian {
 public:
  /// Requires: a canonical, Hermitian sum.
  explicit GroupedHamiltonian(const PauliSum& sum);

  int num_qubits() const { return num_qubits_; }

  /// Writes H|state⟩ into `result` and returns ⟨state|H|state⟩, the same bits at any number of threads.
  ///
  /// Requires: result has the field of state and does not alias it.
  double apply(const StateVector& state, StateVector& result, ThreadPool& pool) const;

 private:
  void apply_task(size_t task, const StateVector& state, StateVector& result) const;
  double task_energy(size_t task, const StateVector& state, const StateVector& result) const;

  int num_qubits_;
  // H = real + i·imaginary with a symmetric and an antisymmetric real matrix.
  FactoredOperator real_;
  FactoredOperator imaginary_;
};

}  // namespace eigenlake
