// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/quantum/simd.h"
#include "eigenlake/quantum/state_vector.h"

namespace eigenlake {

/// A run of CX and X gates as one pass: out[index] = in[M·index ⊕ offset] with a binary matrix M.
class LinearPermutation {
 public:
  /// The identity.
  explicit LinearPermutation(int num_qubits);

  /// Appends a gate.
  void add_x(int qubit);
  void add_cx(int control, int target);

  LinearPermutation inverse() const;
  bool operator==(const LinearPermutation&) const = default;

  uint64_t source(uint64_t index) const;

  /// Requires: different states of the same field and size.
  void apply(const StateVector& in, StateVector& out, ThreadPool& pool) const;

 private:
  void apply(const double* in, double* out, size_t size, ThreadPool& pool) const;

  std::vector<uint64_t> columns_;  ///< M applied to each unit vector.
  uint64_t offset_ = 0;
};

}  // namespace eigenlake
