// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/linear_permutation.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

using simd::Lanes;
using simd::Vec;

constexpr size_t kBlock = 1024;  // elements per task
constexpr uint64_t kLaneMask = simd::kLanes - 1;

uint64_t bit(int q) {
  return uint64_t{1} << q;
}

using LaneOffsets = std::array<uint64_t, simd::kLanes>;

/// Lanes that are all in the vectors base and base ^ other.
class LaneSources {
 public:
  LaneSources(const LaneOffsets& offsets, uint64_t other) : other_(other) {
    for (size_t lane = 0; lane < simd::kLanes; ++lane) {
      const bool from_other = (offsets[lane] & ~kLaneMask) != 0;
      lanes_[lane] = static_cast<int64_t>((offsets[lane] & kLaneMask) | (from_other ? simd::kLanes : 0));
    }
  }

  Vec gather(const double* in, uint64_t base) const {
    const Vec first = simd::load(in + (base & ~kLaneMask));
    const Vec second = simd::load(in + ((base ^ other_) & ~kLaneMask));
    // The lanes of `base` itself are one more exclusive or, which does not affect the choice of vector.
    return __builtin_shuffle(first, second, lanes_ ^ static_cast<int64_t>(base & kLaneMask));
  }

 private:
  uint64_t other_;
  Lanes lanes_;
};

}  // namespace

LinearPermutation::LinearPermutation(int num_qubits) {
  for (int q = 0; q < num_qubits; ++q) columns_.push_back(bit(q));
}

// A gate g after a map p gives out[i] = in[p(g⁻¹(i))], and both gates are their own inverses.
void LinearPermutation::add_x(int qubit) {
  offset_ ^= columns_[static_cast<size_t>(qubit)];
}

void LinearPermutation::add_cx(int control, int target) {
  columns_[static_cast<size_t>(control)] ^= columns_[static_cast<size_t>(target)];
}

uint64_t LinearPermutation::source(uint64_t index) const {
  uint64_t result = offset_;
  for (; index != 0; index &= index - 1) result ^= columns_[static_cast<size_t>(std::countr_zero(index))];
  return result;
}

LinearPermutation LinearPermutation::inverse() const {
  // Gauss–Jordan elimination on columns, repeated on the identity.
  const size_t n = columns_.size();
  LinearPermutation inverse(static_cast<int>(n));
  std::vector<uint64_t> columns = columns_;
  for (size_t q = 0; q < n; ++q) {
    size_t pivot = q;
    while (pivot < n && (columns[pivot] >> q & 1) == 0) ++pivot;
    EIGENLAKE_ASSERT(pivot < n);
    std::swap(columns[q], columns[pivot]);
    std::swap(inverse.columns_[q], inverse.columns_[pivot]);
    for (size_t other = 0; other < n; ++other) {
      if (other == q || (columns[other] >> q & 1) == 0) continue;
      columns[other] ^= columns[q];
      inverse.columns_[other] ^= inverse.columns_[q];
    }
  }
  inverse.offset_ = inverse.source(offset_);
  return inverse;
}

void LinearPermutation::apply(const StateVector& in, StateVector& out, ThreadPool& pool) const {
  EIGENLAKE_ASSERT(in.size() == out.size() && in.is_real() == out.is_real() && in.re() != out.re());
  apply(in.re(), out.re(), in.size(), pool);
  if (in.im()) apply(in.im(), out.im(), in.size(), pool);
}

void LinearPermutation::apply(const double* in, double* out, size_t size, ThreadPool& pool) const {
  // The lanes of one vector come from the vectors base ^ h, h in the span of the upper parts of the lane
  // columns. A chain of CX has one h besides 0, so that two loads and one two-source permutation suffice.
  LaneOffsets lane_source;
  for (uint64_t lane = 0; lane < simd::kLanes; ++lane) lane_source[lane] = source(lane) ^ offset_;
  uint64_t other = 0;
  bool two_vectors = true;
  for (const uint64_t s : lane_source) {
    const uint64_t upper = s & ~kLaneMask;
    if (upper != 0 && other == 0) other = upper;
    two_vectors = two_vectors && (upper == 0 || upper == other);
  }
  const LaneSources lanes(lane_source, other);
  const size_t length = std::min(size, kBlock);
  std::vector<uint64_t> within_block;
  for (size_t i = 0; i < length; i += simd::kLanes) within_block.push_back(source(i) ^ offset_);
  pool.run(size / length, [&](size_t task) {
    const uint64_t block = source(task * length);
    for (size_t i = 0; i < length; i += simd::kLanes) {
      const uint64_t base = block ^ within_block[i / simd::kLanes];
      double* target = out + task * length + i;
      if (two_vectors)
        simd::store(target, lanes.gather(in, base));
      else
        for (size_t lane = 0; lane < simd::kLanes; ++lane) target[lane] = in[base ^ lane_source[lane]];
    }
  });
}

}  // namespace eigenlake
