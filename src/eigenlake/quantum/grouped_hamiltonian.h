#pragma once

#include <cstddef>
#include <memory>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/quantum/pauli.h"
#include "eigenlake/quantum/state_vector.h"

namespace eigenlake {

/// A Hermitian Pauli sum prepared for repeated products with state vectors.
///
/// The index is cut into high and low bits, and the sum rewritten as Σ C_kj B_j ⊗ A_k, where B_j flips some
/// high bits with a real weight per high index and A_k likewise on the low ones. Strings with one X mask, and
/// all strings that agree on one half, collapse: H|ψ⟩ is then, for each high index, a few weighted sums of
/// contiguous rows followed by one signed permutation each; weights that vanish (a molecular Hamiltonian
/// conserves the particles of each spin) are skipped. Exact for any Hermitian Pauli sum; fastest for
/// molecular ones.
///
/// Threads: products may run at the same time in different threads with different pools.
class GroupedHamiltonian {
 public:
  /// Requires: a canonical, Hermitian sum.
  explicit GroupedHamiltonian(const PauliSum& sum);
  ~GroupedHamiltonian();
  GroupedHamiltonian(GroupedHamiltonian&&) noexcept;

  int num_qubits() const;
  size_t memory_bytes() const;

  /// Writes H|state⟩ into `result` and returns ⟨state|H|state⟩, the same bits at any number of threads.
  ///
  /// Requires: result has the field of state and does not alias it.
  double apply(const StateVector& state, StateVector& result, ThreadPool& pool) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace eigenlake
