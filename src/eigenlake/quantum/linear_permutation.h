#pragma once

#include <cstdint>
#include <vector>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/quantum/simd.h"
#include "eigenlake/quantum/state_vector.h"

namespace eigenlake {

/// What a run of CX and X gates does: out[index] = in[M·index ⊕ offset] with M over the field of two
/// elements, one pass for the whole run.
class LinearPermutation {
 public:
  /// The identity.
  explicit LinearPermutation(int num_qubits);

  /// Appends a gate after those already there.
  void add_x(int qubit);
  void add_cx(int control, int target);

  LinearPermutation inverse() const;
  bool operator==(const LinearPermutation&) const = default;

  /// Source of `index`.
  uint64_t source(uint64_t index) const;

  /// Requires: states of one field and size, not the same.
  void apply(const StateVector& in, StateVector& out, ThreadPool& pool) const;

 private:
  void apply(const double* in, double* out, size_t size, ThreadPool& pool) const;

  std::vector<uint64_t> columns_;  ///< M applied to each unit vector.
  uint64_t offset_ = 0;
};

}  // namespace eigenlake
