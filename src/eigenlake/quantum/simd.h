// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace eigenlake::simd {

#if defined(__AVX512F__)
inline constexpr int kLaneQubits = 3;
#else
inline constexpr int kLaneQubits = 2;
#endif
inline constexpr int kLanes = 1 << kLaneQubits;

/// One register of doubles: the lowest kLaneQubits bits of an index are its lanes. The compiler's vector
/// extension, so that machines without AVX-512 or AVX run the same source.
typedef double Vec __attribute__((vector_size(kLanes * 8)));
typedef int64_t Lanes __attribute__((vector_size(kLanes * 8)));

/// Requires: p aligned to sizeof(Vec).
inline Vec load(const double* p) {
  return *reinterpret_cast<const Vec*>(p);
}
inline void store(double* p, Vec v) {
  *reinterpret_cast<Vec*>(p) = v;
}
inline Vec broadcast(double x) {
  return x - Vec{};
}

/// Lane i of the result is lane i ^ mask of the argument, for lanes = xor_lanes(mask).
inline Lanes xor_lanes(uint64_t mask) {
  Lanes lanes;
  for (int i = 0; i < kLanes; ++i) lanes[i] = i ^ static_cast<int64_t>(mask);
  return lanes;
}
inline Vec permute(Vec v, Lanes lanes) {
  return __builtin_shuffle(v, lanes);
}

/// Adds the lanes in one fixed order.
inline double sum(Vec v) {
  double total = 0.0;
  for (int i = 0; i < kLanes; ++i) total += v[i];
  return total;
}

}  // namespace eigenlake::simd
